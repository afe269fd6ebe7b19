import { compilePattern, type Pattern } from '../../src/eventbridge/pattern/compile-pattern';
import { isComparable, readJson } from '../../src/eventbridge/pattern/json';
import { PatternInvalid } from '../../src/eventbridge/pattern/value-test';

/** Patterns and events are texts here: what they are about is lost in `JSON.parse`. Expectations are event-ruler's. */
type Case = [pattern: string, event: string, expected: boolean];

const compile = (pattern: string): ((event: unknown) => boolean) => compilePattern(readJson(pattern) as Pattern);

describe('numbers', () => {
  it.each<[text: string, expected: boolean]>([
    ['0', true],
    ['-0.0', true],
    ['5', true],
    ['3e2', true],
    ['0.1', true],
    ['-1.50e-3', true],
    ['9007199254740992', true],
    ['9007199254740992.0', true],
    ['9007199254740993', false],
    ['123456789012345680000', true],
    ['123456789012345678000', false],
    ['3.141592653589793', true],
    ['3.14159265358979323846', false],
    ['1e308', true],
    ['1e309', false],
    ['-1e309', false],
    ['1e-325', false],
    ['4.9e-324', true],
    ['5e-324', false],
  ])('the number %s is comparable: %s', (text, expected) => {
    expect(isComparable(text)).toBe(expected);
  });

  it.each<Case>([
    ['{"a":[9007199254740993]}', '{"a":9007199254740992}', false],
    ['{"a":[9007199254740993]}', '{"a":9007199254740993}', true],
    ['{"a":[9007199254740992]}', '{"a":9007199254740993}', false],
    ['{"a":[9007199254740992]}', '{"a":9007199254740992.0}', true],
    ['{"a":[1e309]}', '{"a":1e309}', true],
    ['{"a":[1e309]}', '{"a":1E309}', false],
    ['{"a":[1e-325]}', '{"a":1e-325}', true],
    ['{"a":[0]}', '{"a":1e-325}', false],
    ['{"a":[0]}', '{"a":-0.0}', true],
    ['{"a":["9007199254740993"]}', '{"a":9007199254740993}', false],
    ['{"a":[{"numeric":[">",0]}]}', '{"a":9007199254740992}', true],
    ['{"a":[{"numeric":[">",0]}]}', '{"a":9007199254740993}', false],
    ['{"a":[{"numeric":[">",0]}]}', '{"a":1e309}', false],
    ['{"a":[{"numeric":[">",0]}]}', '{"a":5e-324}', false],
    ['{"a":[{"numeric":[">",0]}]}', '{"a":4.9e-324}', true],
    ['{"a":[{"numeric":[">",0]}]}', '{"a":3.14159265358979323846}', false],
    ['{"a":[{"numeric":[">",0]}]}', '{"a":[9007199254740993,1]}', true],
    ['{"a":[{"numeric":["=",1e2]}]}', '{"a":100}', true],
    ['{"a":[{"anything-but":1}]}', '{"a":9007199254740993}', true],
    ['{"a":[{"anything-but":9007199254740992}]}', '{"a":9007199254740993}', true],
    ['{"a":[{"exists":true}]}', '{"a":9007199254740993}', true],
    ['{"a":[{"exists":false}]}', '{"a":9007199254740993}', false],
    ['{"a":[{"prefix":"9"}]}', '{"a":9007199254740993}', false],
    ['{"a":[9007199254740993],"b":["x"]}', '{"a":[1,9007199254740993],"b":"x"}', true],
  ])('the pattern %s of the event %s is %s', (pattern, event, expected) => {
    expect(compile(pattern)(readJson(event))).toBe(expected);
  });
});

describe('repeated and empty names', () => {
  it.each<Case>([
    ['{"a":{"b":["x"]},"a":{"c":["y"]}}', '{"a":{"b":"x","c":"y"}}', true],
    ['{"a":{"b":["x"]},"a":{"c":["y"]}}', '{"a":{"b":"z","c":"y"}}', false],
    ['{"a":{"b":["x"]},"a":{"c":["y"]}}', '{"a":{"b":"x","c":"z"}}', false],
    ['{"a":["x"],"a":["y"]}', '{"a":"x"}', false],
    ['{"a":["x"],"a":["y"]}', '{"a":"y"}', true],
    ['{"a":["x"],"a":{"b":["y"]}}', '{"a":{"b":"y"}}', false],
    ['{"a":["x"],"a":{"b":["y"]}}', '{"a":"x","a":{"b":"y"}}', true],
    ['{"a":["x"]}', '{"a":"x","a":"y"}', true],
    ['{"a":["y"]}', '{"a":"x","a":"y"}', true],
    ['{"a":["z"]}', '{"a":"x","a":"y"}', false],
    ['{"a":["x"]}', '{"a" :"x","a" : "y"}', true],
    ['{"a\\\\":["x"]}', '{"a\\\\":"x","a\\\\":"y"}', true],
    ['{"a":["x"]}', '{"a":"x","b":"\\":","a":"y"}', true],
    ['{"a":{"b":["x"],"c":["y"]}}', '{"a":{"b":"x"},"a":{"c":"y"}}', true],
    ['{"a":[{"anything-but":"x"}]}', '{"a":"x","a":"y"}', true],
    ['{"a":[{"exists":false}]}', '{"a":[],"a":"y"}', false],
    ['{"__proto__":["x"]}', '{"__proto__":"x","__proto__":"y"}', true],
    ['{"$or":[{"a":[1]},{"b":[2]}],"$or":[{"c":[3]},{"d":[4]}]}', '{"a":1}', false],
    ['{"$or":[{"a":[1]},{"b":[2]}],"$or":[{"c":[3]},{"d":[4]}]}', '{"a":1,"d":4}', true],
    ['{"":["x"]}', '{"":"x"}', true],
    ['{"":[{"exists":false}]}', '{"":"x"}', false],
    ['{"":{"b":["x"]}}', '{"":{"b":"x"}}', false],
    ['{"":{"b":["x"]}}', '{"b":"x"}', true],
    ['{"b":["x"]}', '{"":{"b":"x"}}', false],
    ['{"a":{"":["x"]}}', '{"a":{"":"x"}}', false],
    ['{"a":{"":["x"]}}', '{"a":{"":["x"]}}', false],
    ['{"a":{"":[{"exists":false}]}}', '{"a":{"":"x"}}', true],
    ['{"a":{"":[{"anything-but":"y"}]}}', '{"a":{"":"x"}}', false],
    ['{"a":{"":{"b":["x"]}}}', '{"a":{"":{"b":"x"}}}', true],
    ['{"a":["x"]}', '{"a":{"":"x"}}', false],
    ['{"a.":["x"]}', '{"a.":"x"}', true],
    ['{"a..b":["x"]}', '{"a":{"":{"b":"x"}}}', true],
  ])('the pattern %s of the event %s is %s', (pattern, event, expected) => {
    expect(compile(pattern)(readJson(event))).toBe(expected);
  });
});

const EMPTY_LIST = 'Empty arrays are not allowed';
const ONLY_ONE = 'Only one key allowed in match expression';

it.each<[pattern: string, reason: string]>([
  ['{"a":[{"numeric":[">",9007199254740993]}]}', 'Cannot compare number : 9007199254740993'],
  ['{"a":[{"numeric":[">",0,"<",1e309]}]}', 'Cannot compare number : 1e309'],
  ['{"a":[{"anything-but":9007199254740993}]}', 'Cannot compare number : 9007199254740993'],
  ['{"a":[{"anything-but":[1,9007199254740993]}]}', 'Cannot compare number : 9007199254740993'],
  ['{"a":[{"anything-but":{"prefix":[]}}]}', EMPTY_LIST],
  ['{"a":[{"anything-but":{"suffix":[]}}]}', EMPTY_LIST],
  ['{"a":[{"anything-but":{"equals-ignore-case":[]}}]}', EMPTY_LIST],
  ['{"a":[{"anything-but":{"wildcard":[]}}]}', EMPTY_LIST],
  ['{"a":[{"anything-but":{}}]}', 'Anything-But expression name not found'],
  ['{"a":[{"prefix":{}}]}', 'Prefix expression name not found'],
  ['{"a":[{"suffix":{}}]}', 'Suffix expression name not found'],
  ['{"a":[{"prefix":[]}]}', 'prefix match pattern must be a string'],
  ['{"a":[{"prefix":"a","prefix":"b"}]}', ONLY_ONE],
  ['{"a":[{"anything-but":{"prefix":"a","prefix":"b"}}]}', ONLY_ONE],
  ['{"a":[{"prefix":{"equals-ignore-case":"a","equals-ignore-case":"b"}}]}', ONLY_ONE],
  ['{"a":[{"unknown":1,"unknown":2}]}', 'Unrecognized match type unknown'],
  ['{"a":[5],"a":{"prefix":"x"}}', '"prefix" must be an object or an array'],
])('the pattern %s is refused: %s', (pattern, reason) => {
  expect(() => compile(pattern)).toThrow(new PatternInvalid(reason));
});

it('a text in which nothing is lost is read as JSON.parse reads it', () => {
  const text = '{"a":[1,{"b":"c","d":null}],"e":{"f":1.5,"g":[]},"h":true}';
  const parsed: unknown = JSON.parse(text);
  expect(readJson(text, parsed)).toBe(parsed);
});
