import { xmlDocument, type XmlNode } from './xml';

/** A piece of an open file; whoever sends it closes the file. */
export interface FileSlice {
  /** Descriptor. */
  file: number;
  /** Offset in bytes. */
  start: number;
  /** Bytes. */
  length: number;
}

/** What an action answers. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  body?: string | FileSlice;
}

/** An XML answer, status 200. */
export function xmlReply(root: string, node: XmlNode, headers: Record<string, string> = {}): Reply {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body: xmlDocument(root, node) };
}
