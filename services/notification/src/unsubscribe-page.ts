import { RawReply } from '@credenza/service-kit';
import { rulesOf } from './kinds.ts';
import type { Language } from './language.ts';
import { escapeHtml } from './letter.ts';
import type { Unsubscription } from './unsubscribe-links.ts';

const words: Record<Language, { asks: string; button: string; done: string; back: string }> = {
  en: {
    asks: 'Do you want no more mails about this?',
    button: 'No more mails',
    done: 'You will get no more mails about this:',
    back: 'You can change that at any time in your settings.',
  },
  de: {
    asks: 'Möchtest du dazu keine Mails mehr?',
    button: 'Keine Mails mehr',
    done: 'Dazu bekommst du keine Mails mehr:',
    back: 'Du kannst das jederzeit in deinen Einstellungen ändern.',
  },
};

/** A page of its own, so that it works in every browser and without a login; it may send its form, and style itself. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";

/**
 * @param what what is switched off
 * @param language the reader's
 * @param done whether it has been, or is to be asked
 * @returns the page
 */
export function unsubscribePage(what: Unsubscription, language: Language, done: boolean): RawReply {
  const { asks, button, done: isDone, back } = words[language];
  const list = what.kinds.map((kind) => `<li>${escapeHtml(rulesOf(kind).title[language])}</li>`).join('');
  const rest = done
    ? `<p>${back}</p>`
    : `<form method="post"><button name="List-Unsubscribe" value="One-Click">${button}</button></form>`;
  const html = `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Credenza</title></head>
<body style="font-family: sans-serif; max-width: 36em; margin: 2em auto; padding: 0 1em">
<p>${done ? isDone : asks}</p>
<ul>${list}</ul>
${rest}
</body>
</html>
`;
  return new RawReply(Buffer.from(html), {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
  });
}
