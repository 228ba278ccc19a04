import type { Row } from "../../kit/answer.ts";
import { adAccount, otherAccount, refreshOver } from "../api.ts";
import { adAccountsRefused } from "../refusal.ts";
import { clients, loginKit, oauthErrors, refreshGuide, tokenGuide } from "../sources.ts";

const signIn = "Somebody who can sign in to the account connects it once more; nothing else is needed.";
const ourFault = "The operator reports this to us: the request was wrong, no login is to blame.";
const noNeed = "Nothing to do: we wait and go on by ourselves.";

/** What only the adapter can know; see api.ts. */
export const own: readonly Row[] = [
  {
    when: { code: refreshOver },
    kind: "token-expired",
    retry: "never",
    confidence: "certain",
    how: `TikTok asks for a login from time to time, and this one's time is over. ${signIn}`,
    source: `${tokenGuide}; the end is the one that TikTok named`,
  },
  {
    when: { code: otherAccount },
    kind: "profile-lost",
    cause: "profile_not_granted",
    who: "token_setter",
    how: "This login belongs to another TikTok account. Somebody who can sign in to the right one connects it once more.",
    source: "One token is one account: developers.tiktok.com/doc/tiktok-api-v2-get-user-info, read 2026-11-22",
  },
  {
    when: { code: adAccount },
    kind: "unrecognised",
    cause: "profile_not_granted",
    who: "token_setter",
    retry: "never",
    how: adAccountsRefused,
    source: "`advertiser_ids` in the place of an account: TikTok API for Business, unconfirmed for Login Kit",
  },
];

/** The OAuth endpoints: a flat `error`. Some of its words mean something else in each act. */
export const dance: readonly Row[] = [
  {
    when: { code: "access_denied" },
    kind: "scope-missing",
    how: "Nothing was changed. Start again, and agree at TikTok.",
    source: oauthErrors,
  },
  {
    when: { act: "connect", code: "invalid_grant" },
    rule: "invalid_grant-code",
    kind: "unrecognised",
    cause: "session_ended",
    who: "token_setter",
    retry: "never",
    how: "The way back from TikTok was used before or took too long. Connect once more.",
    source: oauthErrors,
  },
  {
    when: { act: "revoke", code: ["invalid_grant", "invalid_request", "access_token_invalid"] },
    rule: "revoke-ended",
    kind: "grant-revoked",
    who: "nobody",
    how: "Nothing to do: TikTok had ended this access already.",
    source: oauthErrors,
  },
  {
    when: { code: "invalid_grant" },
    kind: "grant-revoked",
    how: `TikTok does not take this login any more and does not say why: the app was removed under Security and permissions, or TikTok ended the login. ${signIn}`,
    source: `${oauthErrors}; ${refreshGuide}`,
  },
  {
    when: { act: "token-refresh", code: "invalid_request" },
    rule: "refresh-malformed",
    kind: "grant-revoked",
    retry: "backoff",
    how: `TikTok calls a login malformed that used to work; that is how it words a dead one. ${signIn}`,
    source: clients,
  },
  {
    when: { code: "invalid_request", words: /redirect_uri/i },
    rule: "invalid_request-redirect",
    kind: "app-rejected",
    how: "The operator enters this installation's callback address in TikTok's developer portal, letter by letter.",
    source: loginKit,
  },
  { when: { code: "invalid_request" }, kind: "app-rejected", how: ourFault, source: oauthErrors },
];

/** What the operator of the installation has to mend. */
export const app: readonly Row[] = [
  {
    when: { code: "invalid_client" },
    kind: "app-rejected",
    confidence: "certain",
    how: "The operator of this installation enters the app's present client key and secret; nobody needs to renew.",
    source: `${oauthErrors}; with HTTP 200 as well: ${clients}`,
  },
  {
    when: { code: "unauthorized_client" },
    kind: "app-rejected",
    how: "The operator looks in TikTok's developer portal whether the app is live and has Login Kit; nobody needs to renew.",
    source: oauthErrors,
  },
  {
    when: { code: "invalid_scope" },
    kind: "app-rejected",
    how: "The operator asks for the missing scope in TikTok's developer portal; until it is approved, nobody can connect.",
    source: oauthErrors,
  },
  {
    when: { code: "non_sandbox_target" },
    kind: "app-rejected",
    how: "The app is in TikTok's sandbox: the operator adds this account to its target users, or has the app approved.",
    source: loginKit,
  },
  {
    when: { code: ["unsupported_grant_type", "unsupported_response_type"] },
    rule: "unsupported",
    kind: "app-rejected",
    how: ourFault,
    source: oauthErrors,
  },
  {
    when: { code: ["server_error", "temporarily_unavailable"] },
    rule: "server_error",
    kind: "unreachable",
    how: noNeed,
    source: oauthErrors,
  },
];
