import type { Role, userRegistered } from '@credenza/contracts';
import type { Language } from '../language.ts';
import type { EventFor, Message } from '../message.ts';

const next: Record<Language, Record<Role, string>> = {
  en: {
    buyer: 'Have a look around: everything you put into your cart waits for you on all your devices.',
    seller: 'Your shop is ready for its first products. You can add them one by one or import a Shopify product file.',
    admin: 'You can supervise the marketplace now.',
  },
  de: {
    buyer: 'Schau dich um: Was du in den Warenkorb legst, wartet auf allen deinen Geräten auf dich.',
    seller:
      'Dein Shop ist bereit für seine ersten Produkte. Du kannst sie einzeln anlegen oder eine Shopify-Produktdatei importieren.',
    admin: 'Du kannst den Marktplatz jetzt beaufsichtigen.',
  },
};

/**
 * @param event a new account
 * @returns its welcome
 */
export function userRegisteredMessages({ data }: EventFor<typeof userRegistered>): Message[] {
  const { userId, role } = data;
  return [
    {
      to: { user: userId },
      kind: 'welcome',
      about: userId,
      link: '',
      words: {
        en: () => ({
          title: 'Welcome to Credenza',
          body: 'Thank you for joining Credenza, the marketplace for everything at home.',
          parts: ['Thank you for joining Credenza, the marketplace for everything at home.', next.en[role]],
          action: 'Go to Credenza',
        }),
        de: () => ({
          title: 'Willkommen bei Credenza',
          body: 'Schön, dass du bei Credenza bist, dem Marktplatz für alles Wohnliche.',
          parts: ['Schön, dass du bei Credenza bist, dem Marktplatz für alles Wohnliche.', next.de[role]],
          action: 'Zu Credenza',
        }),
      },
    },
  ];
}
