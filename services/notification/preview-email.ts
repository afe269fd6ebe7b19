import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { renderHtml } from './src/domain/email/html';
import { renderText } from './src/domain/email/text';
import { EMAIL_SAMPLES } from './test/email-samples';

// Writes an e-mail of each kind into a folder, as HTML and as text, to look at. Sends nothing.

const folder = resolve(process.argv[2] ?? join(__dirname, '../../.local/email-preview'));
mkdirSync(folder, { recursive: true });
for (const [name, content] of Object.entries(EMAIL_SAMPLES)) {
  writeFileSync(join(folder, `${name}.html`), renderHtml(content));
  writeFileSync(join(folder, `${name}.txt`), `Subject: ${content.subject}\n\n${renderText(content)}`);
  console.log(`${join(folder, `${name}.html`)}  ${content.subject}`);
}
