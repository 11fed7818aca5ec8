import { defineService } from '@credenza/service-kit';
import { config } from './config.ts';
import { onPrivacyAnswered } from './consumers/on-privacy-answered.ts';
import { onProductUpdated } from './consumers/on-product-updated.ts';
import { makeContext } from './context.ts';
import { ensureAdmin } from './first-admin.ts';
import { personal } from './personal.ts';
import { keepKeysFresh } from './rotate-keys.ts';
import { acceptInvitation } from './routes/accept-invitation.ts';
import { acceptTerms } from './routes/accept-terms.ts';
import { activateShop } from './routes/activate-shop.ts';
import { addDocument } from './routes/add-document.ts';
import { askAgain } from './routes/ask-again.ts';
import { changeMember } from './routes/change-member.ts';
import { changePassword } from './routes/change-password.ts';
import { changeShopProfile } from './routes/change-shop-profile.ts';
import { closeShop } from './routes/close-shop.ts';
import { getArchive } from './routes/get-archive.ts';
import { getChecklist } from './routes/get-checklist.ts';
import { getDocument } from './routes/get-document.ts';
import { getJwks } from './routes/get-jwks.ts';
import { getMe } from './routes/get-me.ts';
import { getOwnChecklist } from './routes/get-own-checklist.ts';
import { getOwnShop } from './routes/get-own-shop.ts';
import { getPrivacyRequest } from './routes/get-privacy-request.ts';
import { getShop } from './routes/get-shop.ts';
import { giveUpShop } from './routes/give-up-shop.ts';
import { inspectDocument } from './routes/inspect-document.ts';
import { inviteMember } from './routes/invite-member.ts';
import { listInvitations } from './routes/list-invitations.ts';
import { listMembers } from './routes/list-members.ts';
import { listPrivacyRequests } from './routes/list-privacy-requests.ts';
import { listSessions } from './routes/list-sessions.ts';
import { listShops } from './routes/list-shops.ts';
import { login } from './routes/login.ts';
import { logout } from './routes/logout.ts';
import { logoutEverywhere } from './routes/logout-everywhere.ts';
import { reactivateShop } from './routes/reactivate-shop.ts';
import { refresh } from './routes/refresh.ts';
import { register } from './routes/register.ts';
import { removeDocument } from './routes/remove-document.ts';
import { removeMember } from './routes/remove-member.ts';
import { replaceChecklist } from './routes/replace-checklist.ts';
import { requestErasure } from './routes/request-erasure.ts';
import { requestExport } from './routes/request-export.ts';
import { resendInvitation } from './routes/resend-invitation.ts';
import { revealPayoutAccount } from './routes/reveal-payout-account.ts';
import { revokeInvitation } from './routes/revoke-invitation.ts';
import { revokeSession } from './routes/revoke-session.ts';
import { rotateKeysNow } from './routes/rotate-keys-now.ts';
import { setPayoutAccount } from './routes/set-payout-account.ts';
import { suspendShop } from './routes/suspend-shop.ts';

export const service = defineService({
  name: 'auth',
  summary: 'Accounts, sessions, shops with their members, and the tokens that every other service believes.',
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
    addDocument,
    getDocument,
    removeDocument,
    getOwnChecklist,
    acceptTerms,
    listMembers,
    changeMember,
    removeMember,
    listInvitations,
    inviteMember,
    resendInvitation,
    revokeInvitation,
    acceptInvitation,
    listShops,
    getChecklist, // before the route that would take "checklist" for an id
    replaceChecklist,
    getShop,
    activateShop,
    suspendShop,
    reactivateShop,
    closeShop,
    inspectDocument,
    revealPayoutAccount,
    requestExport,
    requestErasure,
    listPrivacyRequests,
    getPrivacyRequest,
    getArchive,
    askAgain,
  ],
  consumers: [onProductUpdated, onPrivacyAnswered],
  jobs: [keepKeysFresh],
  personal,
  keys: (ctx) => ctx.keys.find,
  run: ensureAdmin,
});
