import { S3Error } from './errors';

/** Content of an element. `undefined` omits the element, an array repeats it. */
type XmlValue = string | number | boolean | undefined | XmlNode | readonly XmlValue[];
export interface XmlNode {
  readonly [element: string]: XmlValue;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

// Line breaks and control characters become references, because a parser would otherwise normalise them.
function escape(text: string): string {
  return text.replace(/[&<>"\u0000-\u001f\u007f]/g, (c) => `&#${c.charCodeAt(0)};`);
}

function element(name: string, value: XmlValue): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((one: XmlValue) => element(name, one)).join('');
  return `<${name}>${typeof value === 'object' ? children(value as XmlNode) : escape(String(value))}</${name}>`;
}

function children(node: XmlNode): string {
  return Object.entries(node)
    .map(([name, value]) => element(name, value))
    .join('');
}

/** Returns an XML document in S3's namespace. */
export function xmlDocument(root: string, node: XmlNode): string {
  return `${DECLARATION}<${root}${NAMESPACE}>${children(node)}</${root}>`;
}

/** Returns an S3 error document, which has no namespace. */
export function xmlError(node: XmlNode): string {
  return `${DECLARATION}<Error>${children(node)}</Error>`;
}

function unescape(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, entity: string) => {
    if (entity.startsWith('#x')) return String.fromCodePoint(parseInt(entity.slice(2), 16));
    if (entity.startsWith('#')) return String.fromCodePoint(parseInt(entity.slice(1), 10));
    return ENTITIES[entity] ?? whole;
  });
}

/** Returns the inner XML of all elements with a name, in order. Elements of one name must not nest. */
export function xmlElements(xml: string, name: string): string[] {
  const pattern = new RegExp(`<${name}(?:\\s[^>]*)?(?:/>|>([\\s\\S]*?)</${name}\\s*>)`, 'g');
  return [...xml.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** Returns the text of the first element with a name, or undefined. */
export function xmlText(xml: string, name: string): string | undefined {
  const inner = xmlElements(xml, name)[0];
  return inner === undefined ? undefined : unescape(inner);
}

/**
 * Returns the inner XML of the root element.
 *
 * @throws S3Error MalformedXML if the root has another name
 */
export function xmlRoot(xml: string, name: string): string {
  const inner = xmlElements(xml, name)[0];
  if (inner === undefined) throw new S3Error('MalformedXML');
  return inner;
}
