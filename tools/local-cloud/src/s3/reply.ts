import { xmlDocument, type XmlNode } from './xml';

/** A slice of an open file. `send` closes the file. */
export interface FileSlice {
  /** Descriptor. */
  file: number;
  /** Offset in bytes. */
  start: number;
  /** Bytes. */
  length: number;
}

/** The answer of an action. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  body?: string | FileSlice;
}

/** Returns an XML answer with status 200. */
export function xmlReply(root: string, node: XmlNode, headers: Record<string, string> = {}): Reply {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body: xmlDocument(root, node) };
}
