import { oneLine } from '@customer-files/format';
import type { Block, EmailContent, FaultLine, Section } from './content';

/** Mail clients may break longer lines anywhere. */
const WIDTH = 76;
const BAR = 20;

/** An e-mail as plain text, in lines of at most 76 characters except for addresses and the file's key. */
export function renderText({ label, headline, fileName, sections, facts }: EmailContent): string {
  const labels = Math.max(...facts.map((fact) => fact.label.length));
  return [
    wrap(`${label}: ${fileName}`),
    wrap(headline),
    '',
    ...sections.flatMap(section),
    'ABOUT THIS FILE',
    ...facts.map((fact) => `  ${fact.label.padEnd(labels)}  ${oneLine(fact.value)}`),
    '',
  ].join('\n');
}

const section = ({ title, blocks }: Section): string[] => [
  ...(title === null ? [] : [title.toUpperCase()]),
  ...blocks.flatMap(blockLines),
  '',
];

function blockLines(block: Block): string[] {
  switch (block.type) {
    case 'paragraph':
      return [wrap(block.text)];
    case 'detail':
      return [`  ${oneLine(block.text)}`];
    case 'counts':
      return block.counts.map(({ label, value }) => `  ${label.padEnd(22)}${value.padStart(12)}`);
    case 'faults':
      return [`  ${block.column}`, ...block.lines.flatMap(fault)];
    case 'link':
      return [`${block.label}:`, `  ${oneLine(block.address)}`];
    case 'addresses':
      return block.addresses.map((address) => `  ${oneLine(address)}`);
  }
}

function fault({ label, code, count, share, bar }: FaultLine): string[] {
  const drawn = '#'.repeat(Math.max(1, Math.round(bar * BAR))).padEnd(BAR);
  return [`    ${label} (${code})`, `    ${drawn} ${count.padStart(11)}  ${share.padStart(7)}`];
}

/** Breaks text into lines, between words. */
function wrap(text: string): string {
  const lines: string[] = [''];
  for (const word of oneLine(text).split(' ')) {
    const last = lines.at(-1)!;
    if (last !== '' && last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join('\n');
}
