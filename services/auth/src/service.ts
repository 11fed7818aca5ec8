import { defineService } from '@credenza/service-kit';
import { config } from './config.ts';
import { makeContext } from './context.ts';
import { ensureAdmin } from './first-admin.ts';
import { keepKeysFresh } from './rotate-keys.ts';
import { changePassword } from './routes/change-password.ts';
import { changeShopProfile } from './routes/change-shop-profile.ts';
import { getJwks } from './routes/get-jwks.ts';
import { getMe } from './routes/get-me.ts';
import { getOwnShop } from './routes/get-own-shop.ts';
import { giveUpShop } from './routes/give-up-shop.ts';
import { listSessions } from './routes/list-sessions.ts';
import { login } from './routes/login.ts';
import { logout } from './routes/logout.ts';
import { logoutEverywhere } from './routes/logout-everywhere.ts';
import { refresh } from './routes/refresh.ts';
import { register } from './routes/register.ts';
import { revokeSession } from './routes/revoke-session.ts';
import { rotateKeysNow } from './routes/rotate-keys-now.ts';
import { setPayoutAccount } from './routes/set-payout-account.ts';

export const service = defineService({
  name: 'auth',
  summary: 'Accounts, sessions and the tokens that every other service believes.',
  config,
  context: makeContext,
  routes: [
    register,
    login,
    refresh,
    logout,
    logoutEverywhere,
    getMe,
    changePassword,
    listSessions,
    revokeSession,
    getJwks,
    rotateKeysNow,
    getOwnShop,
    changeShopProfile,
    setPayoutAccount,
    giveUpShop,
  ],
  consumers: [],
  jobs: [keepKeysFresh],
  keys: (ctx) => ctx.keys.find,
  run: ensureAdmin,
});
