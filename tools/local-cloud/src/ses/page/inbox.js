/** Shows the e-mails of the embedded SES. What an e-mail contains becomes text, or a document in a sandboxed frame. */
const REFRESH_MS = 1000;
const list = document.getElementById('emails');
const state = document.getElementById('state');
const shown = new Set();

function element(name, text) {
  const created = document.createElement(name);
  created.textContent = text;
  return created;
}

/** The frame has no permission: no script, no form, no window, and an origin of its own. */
function frameOf(html) {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', '');
  frame.title = 'The e-mail as HTML';
  frame.srcdoc = html;
  return frame;
}

function entryOf({ subject, from, at, destination, body }) {
  const entry = document.createElement('details');
  const { to, cc, bcc } = destination;
  entry.append(
    element('summary', subject),
    element('p', `From ${from}`),
    element('p', `To ${[...to, ...cc, ...bcc].join(', ')}`),
    element('p', new Date(at * 1000).toLocaleString()),
  );
  if (body.html) entry.append(frameOf(body.html));
  if (body.text) entry.append(element('pre', body.text));
  return entry;
}

async function refresh() {
  try {
    const response = await fetch('/store');
    if (!response.ok) throw new Error(`the inbox answers ${response.status}`);
    const { emails } = await response.json();
    for (const email of emails.filter(({ messageId }) => !shown.has(messageId))) {
      shown.add(email.messageId);
      list.prepend(entryOf(email));
    }
    state.textContent = `${shown.size} e-mails, the latest first. New ones appear by themselves.`;
  } catch (error) {
    state.textContent = `The e-mails cannot be read: ${error.message}. The page tries again.`;
  }
  setTimeout(() => void refresh(), REFRESH_MS);
}

async function clear() {
  await fetch('/clear-store', { method: 'POST' });
  location.reload();
}

document.getElementById('clear').addEventListener('click', () => void clear());
void refresh();
