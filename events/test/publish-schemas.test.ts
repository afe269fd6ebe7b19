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
  it('writes each document', () => {
    expect(published(folder)).toEqual({ 'Event.v1.json': schema(), 'asyncapi.json': { asyncapi: '3.0.0' } });
  });

  it('writes a compatible change, and any change of the AsyncAPI document, over what is there', () => {
    const after = {
      'Event.v1.json': schema({ properties: { a: { type: 'string', enum: ['x'] }, b: { type: 'string' } } }),
      'asyncapi.json': {},
    };
    expect(publishSchemas(folder, after)).toEqual([]);
    expect(published(folder)).toEqual(after);
  });

  it('writes what makes a schema take more, and says in which order to deploy', () => {
    const after = { 'Event.v1.json': schema({ properties: { a: { type: 'string', enum: ['x', 'y'] } } }) };
    expect(publishSchemas(folder, after)).toEqual([
      'Event.v1.json takes more, deploy its consumers before its publishers: a (enum)',
    ]);
    expect(published(folder)).toMatchObject(after);
  });

  it.each([
    ['changed so that it breaks', { 'Event.v1.json': schema({ required: ['a', 'b'] }) }, 'Event.v1.json: b (required)'],
    ['no longer there', { 'Event.v2.json': schema() }, 'Event.v1.json: all of it (gone)'],
  ])('writes nothing where a version is %s, and asks in one line for a new one', (_, after, reason) => {
    expect(() => publishSchemas(folder, { ...after, 'New.v1.json': schema() })).toThrow(
      `this change breaks what is published, add a version (events/README.md): ${reason}`,
    );
    expect(published(folder)['Event.v1.json']).toEqual(schema());
    expect(readdirSync(folder).sort()).toEqual(['Event.v1.json', 'asyncapi.json']);
  });

  it('takes a new version beside the one that is there', () => {
    publishSchemas(folder, { 'Event.v1.json': schema(), 'Event.v2.json': schema({ required: ['a', 'b'] }) });
    expect(readdirSync(folder).sort()).toEqual(['Event.v1.json', 'Event.v2.json', 'asyncapi.json']);
  });
});
