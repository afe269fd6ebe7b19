/** First and last names of which a generated name is made. */
export interface NameParts {
  first: readonly string[];
  last: readonly string[];
}

/** The letters that the parts of names are written with; where they are beyond ASCII, every part has one. */
export const NAMES = {
  ascii: {
    first: ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Frances', 'Tony', 'Radia', 'Margaret', 'Katherine', 'Dorothy', 'Hedy', 'Joan', 'Karen', 'Leslie'],
    last: ['Lovelace', 'Hopper', 'Turing', 'Dijkstra', 'Liskov', 'Knuth', 'Allen', 'Hoare', 'Perlman', 'Hamilton', 'Johnson', 'Vaughan', 'Lamarr', 'Clarke', 'Lamport', 'Wirth'],
  },
  'beyond-ascii': {
    first: ['José', 'Zoë', 'Łukasz', 'Søren', 'Анна', 'Дмитрий', '花子', '伟', 'Ελένη', 'François', 'Jürgen', 'Çağla', 'Øystein', 'Chloé', 'Ngọc', 'Þóra'],
    last: ['Müller', 'Peña', 'Świątek', 'Ångström', 'Иванова', 'Соколов', '山田', '李', 'Παππά', 'Lefèvre', 'Groß', 'Yılmaz', 'Bjørnson', 'Bézout', 'Nguyễn', 'Guðmundsdóttir'],
  },
} as const satisfies Record<string, NameParts>;
