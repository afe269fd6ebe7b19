import { compilePattern, type Pattern } from '../../src/eventbridge/pattern/compile-pattern';
import { PatternInvalid } from '../../src/eventbridge/pattern/value-test';

const matches = (pattern: unknown, event: unknown): boolean => compilePattern(pattern as Pattern)(event);

/** A leaf of a pattern, values of the field that it accepts, and values that it refuses. */
type Case = [leaf: unknown, accepted: unknown[], refused: unknown[]];

const VALUES: Case[] = [
  ['a', ['a', ['b', 'a']], ['A', 'ab', '', null, ['b'], [], {}]],
  ['', [''], ['a', null, []]],
  ['null', ['null'], [null]],
  [null, [null, [null]], ['null', '', 0, false, [], {}]],
  [true, [true], [false, 'true', 1]],
  [false, [false], [true, 'false', 0, null]],
  [5, [5, 5.0, [4, 5]], ['5', 50, null]],
  [300, [3e2], [301]],
  ['10.0.0.1', ['10.0.0.1'], ['10.0.0.10', '10.0.0.2', 'x10.0.0.1']],
  ['::1', ['::1', '0:0:0:0:0:0:0:1'], ['::2', '1']],
  [{ exactly: 'a' }, ['a'], ['A', 'aa']],
  [{ prefix: 'ab' }, ['ab', 'abc', ['x', 'abc']], ['Abc', 'xab', 5, null]],
  [{ prefix: '' }, ['', 'a'], [5, null, true]],
  [{ prefix: { 'equals-ignore-case': 'aB' } }, ['ABc', 'ab'], ['b', 5]],
  [{ suffix: 'ab' }, ['ab', 'cab'], ['aB', 'abx', 5, null]],
  [{ suffix: { 'equals-ignore-case': 'aB' } }, ['cAb', 'AB'], ['abc', 5]],
  [{ 'equals-ignore-case': 'Straße' }, ['straße', 'STRAßE'], ['strasse', 'straß', 5, null]],
  [{ wildcard: 'a*c' }, ['ac', 'abc', 'a\nc', 'acc'], ['abd', 'xabc', 'c', 5, null]],
  [{ wildcard: '*' }, ['', 'abc'], [5, null]],
  [{ wildcard: '*b*' }, ['b', 'abc'], ['', 'ac']],
  [{ wildcard: 'ab*ba' }, ['abba', 'abxba'], ['aba', 'ab']],
  [{ wildcard: 'a*bc*bc' }, ['abcbc', 'abcxbc'], ['abc', 'abcb']],
  [{ wildcard: 'incoming/*.csv' }, ['incoming/.csv', 'incoming/a/b.csv'], ['incoming/a.csv.gz', 'Incoming/a.csv']],
  [{ wildcard: 'a\\*b' }, ['a*b'], ['axb', 'a\\*b']],
  [{ wildcard: 'a\\\\*' }, ['a\\', 'a\\b'], ['ab', 'a*']],
  [{ wildcard: 'a.c' }, ['a.c'], ['abc']],
  [{ wildcard: 'abc' }, ['abc'], ['abcd']],
  [{ 'anything-but': 'a' }, ['b', '', 5, true, null, ['a', 'b']], ['a', ['a'], [], {}]],
  [{ 'anything-but': 5 }, [6, '5', 'a', null], [5, 5.0]],
  [{ 'anything-but': ['a', 'b'] }, ['c', null, 5], ['a', 'b']],
  [{ 'anything-but': [1, 2] }, [3, '1'], [1, 2]],
  [{ 'anything-but': '10.0.0.1' }, ['10.0.0.2'], ['10.0.0.1']],
  [{ 'anything-but': { prefix: 'a' } }, ['b', 'ba', 5, null], ['a', 'ab']],
  [{ 'anything-but': { prefix: ['a', 'b'] } }, ['c'], ['ab', 'ba']],
  [{ 'anything-but': { suffix: 'a' } }, ['ab', 5], ['a', 'ba']],
  [{ 'anything-but': { suffix: ['.csv', '.gz'] } }, ['a.txt'], ['a.csv', 'a.csv.gz']],
  [{ 'anything-but': { 'equals-ignore-case': 'Ab' } }, ['abc', 5, null], ['ab', 'AB']],
  [{ 'anything-but': { 'equals-ignore-case': ['a', 'B'] } }, ['c'], ['A', 'b']],
  [{ 'anything-but': { wildcard: '*/bin/*' } }, ['a/lib/b', 5], ['a/bin/b']],
  [{ 'anything-but': { wildcard: ['a*', '*b'] } }, ['c'], ['ax', 'xb']],
  [{ numeric: ['=', 5] }, [5, 5.0], [5.1, '5', null]],
  [{ numeric: ['<', 5] }, [4.999, -1e300], [5, '4']],
  [{ numeric: ['<=', 5] }, [5, 4], [5.001]],
  [{ numeric: ['>', -1] }, [0], [-1, -2, '0', true]],
  [{ numeric: ['>=', 5] }, [5, 6], [4]],
  [{ numeric: ['>', 0, '<=', 5] }, [0.1, 5, [9, 5]], [0, 5.1, [0, 9]]],
  [{ numeric: ['>=', 0, '<', 5] }, [0, 4.9], [-0.1, 5]],
  [
    { cidr: '10.0.0.0/24' },
    ['10.0.0.0', '10.0.0.255'],
    ['10.0.1.0', '9.255.255.255', '10.0.0', '10.0.0.256', '::1', 5, null],
  ],
  [{ cidr: '10.0.0.77/8' }, ['10.255.0.1'], ['11.0.0.0']],
  [{ cidr: '0.0.0.0/0' }, ['1.2.3.4'], ['a']],
  [{ cidr: '2001:db8::/32' }, ['2001:db8::1', '2001:0DB8:ffff::'], ['2001:db9::', '10.0.0.1', 'fe80::1%eth0']],
  [{ exists: true }, ['a', 0, null, false, '', [1], ['']], [[], {}, { deeper: 1 }, [{ deeper: 1 }]]],
  [{ exists: false }, [[], {}, { deeper: 1 }], ['a', null, 0, false, [1]]],
];

describe('a leaf of a pattern', () => {
  const cases = VALUES.flatMap(([leaf, accepted, refused]) => [
    ...accepted.map((value) => [leaf, value, true]),
    ...refused.map((value) => [leaf, value, false]),
  ]);

  it.each(cases)('%j of the value %j is %j', (leaf, value, expected) => {
    expect(matches({ detail: { field: [leaf] } }, { detail: { field: value } })).toBe(expected);
  });

  it('accepts a missing field only by exists: false', () => {
    const accepting = VALUES.map(([leaf]) => leaf).filter((leaf) =>
      matches({ detail: { field: [leaf] } }, { detail: {} }),
    );
    expect(accepting).toEqual([{ exists: false }]);
  });
});

const PATTERNS: [says: string, pattern: unknown, event: unknown, expected: boolean][] = [
  ['one value of several', { a: ['x', { prefix: 'y' }, 5] }, { a: 'yes' }, true],
  ['one value of several', { a: ['x', { prefix: 'y' }, 5] }, { a: 'no' }, false],
  ['a value or nothing', { a: ['x', { exists: false }] }, {}, true],
  ['a value or nothing', { a: ['x', { exists: false }] }, { a: 'y' }, false],
  ['nothing below an object that is not there', { a: { b: { c: [{ exists: false }] } } }, { a: {} }, true],
  ['nothing below a leaf', { a: { b: [{ exists: false }] } }, { a: 5 }, true],
  ['a value below an object that is not there', { a: { b: ['x'] } }, {}, false],
  ['anything but, in an object that is not there', { a: { b: [{ 'anything-but': 'x' }] } }, { c: 1 }, false],
  ['all fields', { a: [1], b: [2] }, { a: 1, b: 2, c: 3 }, true],
  ['all fields', { a: [1], b: [2] }, { a: 1, b: 3 }, false],
  ['names with their case', { Detail: { a: [1] } }, { detail: { a: 1 } }, false],
  ['a name with a dot as a path', { 'detail.a': [1] }, { detail: { a: 1 } }, true],
  ['a path as a name with a dot', { detail: { a: { b: [1] } } }, { detail: { 'a.b': 1 } }, true],
  ['the last of two conditions on a path', { a: { b: [1] }, 'a.b': [2] }, { a: { b: 2 } }, true],
  ['a name that objects have anyway', { constructor: [{ exists: false }] }, {}, true],
  ['the array of the pattern in the array of the event', { resources: ['c', 'b'] }, { resources: ['a', 'b'] }, true],
  ['arrays in arrays', { a: [3] }, { a: [[1, 2], [[3]]] }, true],
  ['$or', { s: ['x'], $or: [{ a: [1] }, { b: [2] }] }, { s: 'x', b: 2 }, true],
  ['$or', { s: ['x'], $or: [{ a: [1] }, { b: [2] }] }, { s: 'x', a: 2, b: 1 }, false],
  ['$or beside a field that is not matched', { s: ['x'], $or: [{ a: [1] }, { b: [2] }] }, { s: 'y', b: 2 }, false],
  ['$or in an object', { d: { $or: [{ a: [1] }, { b: { c: [2] } }] } }, { d: { b: { c: 2 } } }, true],
  ['$or twice', { $or: [{ a: [1] }, { b: [2] }], d: { $or: [{ e: [3] }, { f: [4] }] } }, { a: 1, d: { f: 4 } }, true],
  ['$or twice', { $or: [{ a: [1] }, { b: [2] }], d: { $or: [{ e: [3] }, { f: [4] }] } }, { a: 1, d: { f: 5 } }, false],
  ['$or in $or', { $or: [{ a: [1] }, { b: [2], $or: [{ c: [3] }, { d: [4] }] }] }, { b: 2, d: 4 }, true],
  ['$or in $or', { $or: [{ a: [1] }, { b: [2], $or: [{ c: [3] }, { d: [4] }] }] }, { d: 4 }, false],
  ['$or with nothing', { $or: [{ a: [{ exists: false }] }, { b: [2] }] }, { b: 3 }, true],
  ['$or of one array as a field', { $or: [{ prefix: 'x' }] }, { $or: 'xy' }, true],
  ['$or of operators as a field', { $or: [{ numeric: ['>', 10] }, { numeric: ['<', 5] }] }, { $or: 3 }, true],
  ['$or of operators as a field', { $or: [{ numeric: ['>', 10] }, { numeric: ['<', 5] }] }, { $or: 7 }, false],
  ['$or of an object as a field', { $or: { a: [1] } }, { $or: { a: 1 } }, true],
  [
    'fields of one element',
    { rows: { a: [1], b: [2] } },
    {
      rows: [
        { a: 1, b: 1 },
        { a: 1, b: 2 },
      ],
    },
    true,
  ],
  [
    'fields of different elements',
    { rows: { a: [1], b: [2] } },
    {
      rows: [
        { a: 1, b: 1 },
        { a: 2, b: 2 },
      ],
    },
    false,
  ],
  ['an element and what is outside', { rows: { a: [1] }, s: ['x'] }, { rows: [{ a: 2 }, { a: 1 }], s: 'x' }, true],
  [
    'elements of two arrays',
    { p: { a: [1] }, q: { b: [2] } },
    { p: [{ a: 0 }, { a: 1 }], q: [{ b: 2 }, { b: 0 }] },
    true,
  ],
  [
    'fields of one inner element',
    { o: { i: { a: [1], b: [2] } } },
    { o: [{ i: [{ a: 1 }, { b: 2 }] }, { i: [{ a: 1, b: 2 }] }] },
    true,
  ],
  [
    'fields of different inner elements',
    { o: { i: { a: [1], b: [2] } } },
    { o: [{ i: [{ a: 1 }, { b: 2 }] }, { i: [{ a: 1 }] }] },
    false,
  ],
  [
    'inner elements of different outer ones',
    { o: { k: ['x'], i: { a: [1] } } },
    {
      o: [
        { k: 'x', i: [{ a: 0 }] },
        { k: 'y', i: [{ a: 1 }] },
      ],
    },
    false,
  ],
  [
    'nothing in the same element',
    { rows: { a: [1], b: [{ exists: false }] } },
    { rows: [{ a: 1 }, { a: 2, b: 2 }] },
    true,
  ],
  [
    'nothing in the same element',
    { rows: { a: [1], b: [{ exists: false }] } },
    { rows: [{ a: 1, b: 2 }, { a: 2 }] },
    false,
  ],
  ['scalars of one array are not apart', { tags: ['a'], more: ['b'] }, { tags: ['x', 'a'], more: ['b', 'y'] }, true],
];

describe('a pattern', () => {
  it.each(PATTERNS)('%s: %j of %j is %j', (_says, pattern, event, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });
});

const REFUSED: [pattern: unknown, reason: string][] = [
  [['a'], 'Filter is not an object'],
  ['a', 'Filter is not an object'],
  [{}, 'Empty objects are not allowed'],
  [{ a: {} }, 'Empty objects are not allowed'],
  [{ a: [] }, 'Empty arrays are not allowed'],
  [{ a: 'x' }, '"a" must be an object or an array'],
  [{ a: { b: 42 } }, '"b" must be an object or an array'],
  [{ a: null }, '"a" must be an object or an array'],
  [{ a: [['x']] }, 'Match value must be String, number, true, false, or null'],
  [{ a: [{}] }, 'Match expression name not found'],
  [{ a: [{ EXISTS: true }] }, 'Unrecognized match type EXISTS'],
  [{ a: [{ constructor: 'x' }] }, 'Unrecognized match type constructor'],
  [{ a: [{ prefix: 'x', suffix: 'y' }] }, 'Only one key allowed in match expression'],
  [{ a: [{ exists: 'yes' }] }, 'exists match pattern must be either true or false.'],
  [{ a: [{ exactly: 3 }] }, 'exact match pattern must be a string'],
  [{ a: [{ prefix: 3 }] }, 'prefix match pattern must be a string'],
  [{ a: [{ prefix: ['x'] }] }, 'prefix match pattern must be a string'],
  [{ a: [{ prefix: { wildcard: 'x' } }] }, 'Unsupported prefix pattern: wildcard'],
  [{ a: [{ prefix: { 'equals-ignore-case': ['x'] } }] }, 'equals-ignore-case match pattern must be a string'],
  [{ a: [{ prefix: { 'equals-ignore-case': 'x', y: 1 } }] }, 'Only one key allowed in match expression'],
  [{ a: [{ suffix: null }] }, 'suffix match pattern must be a string'],
  [{ a: [{ suffix: { prefix: 'x' } }] }, 'Unsupported suffix pattern: prefix'],
  [{ a: [{ 'equals-ignore-case': { prefix: 'x' } }] }, 'equals-ignore-case match pattern must be a string'],
  [{ a: [{ wildcard: 5 }] }, 'wildcard match pattern must be a string'],
  [{ a: [{ wildcard: 'a**b' }] }, 'Consecutive wildcard characters at pos 2'],
  [{ a: [{ wildcard: 'a\\b' }] }, 'Invalid escape character at pos 2'],
  [{ a: [{ wildcard: 'a\\' }] }, 'Invalid escape character at pos 2'],
  [{ a: [{ 'anything-but': null }] }, 'Value of anything-but must be an array or single string/number value.'],
  [{ a: [{ 'anything-but': true }] }, 'Value of anything-but must be an array or single string/number value.'],
  [
    { a: [{ 'anything-but': ['x', 1] }] },
    'Inside anything but list, either all values are number or string, mixed type is not supported',
  ],
  [
    { a: [{ 'anything-but': [] }] },
    'Inside anything but list, either all values are number or string, mixed type is not supported',
  ],
  [{ a: [{ 'anything-but': ['x', null] }] }, 'Inside anything but list, start|null|boolean is not supported.'],
  [{ a: [{ 'anything-but': { cidr: '10.0.0.0/8' } }] }, 'Unsupported anything-but pattern: cidr'],
  [{ a: [{ 'anything-but': { prefix: 'x', suffix: 'y' } }] }, 'Only one key allowed in match expression'],
  [{ a: [{ 'anything-but': { prefix: '' } }] }, 'Null prefix/suffix not allowed'],
  [{ a: [{ 'anything-but': { suffix: ['x', ''] } }] }, 'Null prefix/suffix not allowed'],
  [{ a: [{ 'anything-but': { prefix: [1, 'x'] } }] }, 'prefix/suffix match pattern must be a string'],
  [
    { a: [{ 'anything-but': { prefix: { 'equals-ignore-case': 'x' } } }] },
    'Value of anything-but must be an array or single string/number value.',
  ],
  [
    { a: [{ 'anything-but': { 'equals-ignore-case': [1] } }] },
    'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
  ],
  [{ a: [{ 'anything-but': { wildcard: 5 } }] }, 'wildcard match pattern must be a string'],
  [{ a: [{ 'anything-but': { wildcard: ['x', '**'] } }] }, 'Consecutive wildcard characters at pos 1'],
  [{ a: [{ numeric: 5 }] }, 'Value of numeric must be an array.'],
  [{ a: [{ numeric: [] }] }, 'Invalid member in numeric match: undefined'],
  [{ a: [{ numeric: [5] }] }, 'Invalid member in numeric match: 5'],
  [{ a: [{ numeric: ['<>', 5] }] }, 'Unrecognized numeric range operator: <>'],
  [{ a: [{ numeric: ['='] }] }, 'Value of equals must be numeric'],
  [{ a: [{ numeric: ['<', '5'] }] }, 'Value of < must be numeric'],
  [{ a: [{ numeric: ['=', Infinity] }] }, 'Cannot compare number : Infinity'],
  [{ a: [{ numeric: ['<', 5, '>', 1] }] }, 'Too many elements in numeric expression'],
  [{ a: [{ numeric: ['=', 5, '<', 6] }] }, 'Too many elements in numeric expression'],
  [{ a: [{ numeric: ['>', 0, '>', 5] }] }, 'Bad numeric range operator: >'],
  [{ a: [{ numeric: ['>', 0, 5] }] }, 'Bad value in numeric range: 5'],
  [{ a: [{ numeric: ['>', 0, '<'] }] }, 'Value of < must be numeric'],
  [{ a: [{ numeric: ['>', 0, '<', 5, '<', 6] }] }, 'Too many terms in numeric range expression'],
  [{ a: [{ numeric: ['>=', 5, '<=', 5] }] }, 'Bottom must be less than top'],
  [{ a: [{ cidr: 10 }] }, 'cidr match pattern must be a string'],
  [{ a: [{ cidr: '10.0.0.1' }] }, "Malformed CIDR, one '/' required"],
  [{ a: [{ cidr: '10.0.0.0/8/8' }] }, "Malformed CIDR, one '/' required"],
  [{ a: [{ cidr: 'host/8' }] }, 'Invalid IP address: host'],
  [{ a: [{ cidr: '10.0.0.256/8' }] }, 'Invalid IP address: 10.0.0.256'],
  [{ a: [{ cidr: '10.0.0.0/x' }] }, 'Malformed CIDR, mask bits must be an integer'],
  [{ a: [{ cidr: '10.0.0.0/-1' }] }, 'Malformed CIDR, mask bits must not be negative'],
  [{ a: [{ cidr: '10.0.0.0/32' }] }, 'IPv4 mask bits must be < 32'],
  [{ a: [{ cidr: '::1/128' }] }, 'IPv6 mask bits must be < 128'],
  [{ $or: [{ a: [1] }] }, 'There must have at least 2 Objects in $or relationship.'],
  [{ $or: [{ a: [1] }, 'b', []] }, 'Only JSON object is allowed in array of $or relationship.'],
  [{ $or: [{ a: [1] }, {}] }, 'Empty objects are not allowed'],
  [{ $or: [{ a: [1] }, { b: [{ unknown: 1 }] }] }, 'Unrecognized match type unknown'],
  [{ $or: [{ a: [1] }, { prefix: ['b'] }] }, 'prefix is Ruler reserved fieldName which cannot be used inside $or.'],
  [{ $or: 'x' }, 'It must be an Array followed with $or.'],
];

it.each(REFUSED)('the pattern %j is refused: %s', (pattern, reason) => {
  expect(() => compilePattern(pattern as Pattern)).toThrow(new PatternInvalid(reason));
});
