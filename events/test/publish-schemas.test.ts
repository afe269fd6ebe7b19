import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { published } from '../schemas/documents';
import { publishSchemas } from '../schemas/publish-schemas';

const schema = (more: object = {}): object => ({
  type: 'object',
  properties: { a: { type: 'string', enum: ['x'] } },
  required: ['a'],
  ...more,
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'customer-files-schemas-'));
  publishSchemas(folder, { 'Event.v1.json': schema(), 'asyncapi.json': { asyncapi: '3.0.0' } });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('publishing the schemas', () => {
  it('writes each document to its file', () => {
    expect(published(folder)).toEqual({ 'Event.v1.json': schema(), 'asyncapi.json': { asyncapi: '3.0.0' } });
  });

  it('overwrites a schema with a compatible change, and the AsyncAPI document with any change', () => {
    const after = {
      'Event.v1.json': schema({ properties: { a: { type: 'string', enum: ['x'] }, b: { type: 'string' } } }),
      'asyncapi.json': {},
    };
    expect(publishSchemas(folder, after)).toEqual([]);
    expect(published(folder)).toEqual(after);
  });

  it('writes a schema that accepts more, and returns in which order to deploy', () => {
    const after = { 'Event.v1.json': schema({ properties: { a: { type: 'string', enum: ['x', 'y'] } } }) };
    expect(publishSchemas(folder, after)).toEqual([
      'Event.v1.json accepts more, deploy its consumers before its publishers: a (enum)',
    ]);
    expect(published(folder)).toMatchObject(after);
  });

  it.each([
    ['changed in a breaking way', { 'Event.v1.json': schema({ required: ['a', 'b'] }) }, 'Event.v1.json: b (required)'],
    ['removed', { 'Event.v2.json': schema() }, 'Event.v1.json: the whole version (removed)'],
  ])('writes nothing where a schema is %s, and asks for a new version in one line', (_, after, reason) => {
    expect(() => publishSchemas(folder, { ...after, 'New.v1.json': schema() })).toThrow(
      `this change breaks published schemas, add a version instead (events/README.md): ${reason}`,
    );
    expect(published(folder)['Event.v1.json']).toEqual(schema());
    expect(readdirSync(folder).sort()).toEqual(['Event.v1.json', 'asyncapi.json']);
  });

  it('writes a new version beside the existing one', () => {
    publishSchemas(folder, { 'Event.v1.json': schema(), 'Event.v2.json': schema({ required: ['a', 'b'] }) });
    expect(readdirSync(folder).sort()).toEqual(['Event.v1.json', 'Event.v2.json', 'asyncapi.json']);
  });
});
