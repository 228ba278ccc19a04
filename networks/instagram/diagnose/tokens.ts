import type { Row } from "../../kit/answer.ts";
import { unreadableToken } from "../api.ts";
import { graphGuide, loginGuide, read, recorded } from "../sources.ts";

const oldList = `third-party list of subcodes, odev.me/facebook_api_error_codes, ${read}; unconfirmed by Meta`;

/** 102 ("API session") carries the same subcodes as 190. */
const session = [190, 102];

const signIn = "The person who connected it signs in once.";
const inTheApp = "in the Instagram app on the phone";

/** What api.instagram.com answers when a code is to become a token; it gives no codes, so the text is all there is to go by. */
export const login: readonly Row[] = [
  {
    when: { code: "OAuthException", words: /client secret|platform app|client_id|app is not active/i },
    rule: "login-app",
    kind: "app-rejected",
    how: "The operator of this installation enters the Instagram app's own id and secret; they are not those of the Meta app.",
    source: "Unconfirmed: seen without a record; Meta documents one text of this endpoint only",
  },
  {
    when: { code: "OAuthException", words: /redirect_uri/i },
    rule: "login-redirect",
    kind: "app-rejected",
    how: "The operator enters this installation's callback address in the business login settings of the Instagram app, letter for letter.",
    source: "Unconfirmed: seen without a record",
  },
  {
    when: { code: "OAuthException", words: /code was not found|already used|expired/i },
    rule: "login-code",
    kind: "unrecognised",
    cause: "session_ended",
    who: "token_setter",
    retry: "never",
    how: "The way back from Instagram was used before or took longer than an hour. Connect once more.",
    source: loginGuide,
  },
];

/** What ends a token or an access. */
export const sessions: readonly Row[] = [
  {
    when: { code: session, subcode: 2069032 },
    rule: "190-2069032",
    kind: "app-rejected",
    how: "A person's token stands where a Page token belongs. The operator reports this to us: no login is to blame.",
    source: `developers.facebook.com/docs/pages-api/error-codes, ${read}`,
  },
  {
    when: { code: session, subcode: 458 },
    rule: "190-458",
    kind: "grant-revoked",
    cause: "revoked_by_person",
    confidence: "certain",
    how: "If the app was not removed on purpose, the person who connected it renews; or another person with access to the account does.",
    source: graphGuide,
  },
  {
    when: { code: session, subcode: 459 },
    rule: "190-459",
    kind: "grant-revoked",
    cause: "person_blocked",
    retry: "daily",
    how: `The person who connected it passes the security check, on facebook.com or ${inTheApp}; often that is all.`,
    source: graphGuide,
  },
  {
    when: { code: session, subcode: 460 },
    rule: "190-460",
    kind: "grant-revoked",
    cause: "password_changed",
    confidence: "certain",
    how: signIn,
    source: graphGuide,
  },
  // Reach `access`: a user token of Facebook's that is over by time takes no Page token with it (kit/meta-proof.ts).
  {
    when: { code: session, subcode: 463 },
    rule: "190-463",
    kind: "token-expired",
    reach: "access",
    retry: "never",
    confidence: "certain",
    how: signIn,
    source: graphGuide,
  },
  {
    when: { code: session, subcode: 464 },
    rule: "190-464",
    kind: "grant-revoked",
    cause: "person_blocked",
    retry: "daily",
    how: `The holder of the account confirms it ${inTheApp}, then signs in once here.`,
    source: graphGuide,
  },
  {
    when: { code: session, subcode: 467 },
    rule: "190-467",
    kind: "token-expired",
    cause: "session_ended",
    reach: "access",
    retry: "never",
    how: signIn,
    source: graphGuide,
  },
  {
    when: { code: session, subcode: 492 },
    rule: "190-492",
    kind: "profile-lost",
    how: "Someone with full control of the Facebook Page gives the role back, or renews instead. If the business demands two-factor login, switching it on is enough.",
    source: graphGuide,
  },
  {
    when: { code: session, subcode: [456, 457, 461, 462, 465, 466, 468] },
    rule: "190-old-subcodes",
    kind: "token-expired",
    cause: "session_ended",
    reach: "access",
    retry: "never",
    how: signIn,
    source: oldList,
  },
  // Only the text tells these from a dead token: 190 without a subcode is all that is given.
  {
    when: { code: [...session, 101], words: /^Error validating application/i },
    rule: "190-application",
    kind: "app-rejected",
    how: "The operator of this installation checks the app's settings at Meta; nobody needs to renew.",
    source: `sns-sdks/python-facebook#271 and ${recorded}`,
  },
  {
    when: { code: session, subcode: null, words: /must be granted before impersonating/i },
    rule: "190-impersonating",
    kind: "profile-lost",
    cause: "profile_not_granted",
    who: "token_setter",
    how: "The person who connected it renews and ticks the account and its Page at Facebook; the others are not affected.",
    source: `gitroomhq/postiz-app#1912 and #2045, ${read}`,
  },
  {
    when: { code: session, subcode: null, words: /Cannot parse access token/i },
    rule: "190-wrong-host",
    kind: "unrecognised",
    who: "operator",
    how: "This says that the token went to the wrong one of two hosts: those of the Instagram login (IGAA…) belong to graph.instagram.com, Page tokens to graph.facebook.com. The operator looks at the tool that made the call; nobody needs to renew.",
    source: `extra-chill/data-machine-socials v0.12.1 and ${recorded}`,
  },
  {
    when: { code: unreadableToken },
    kind: "token-expired",
    cause: "session_ended",
    reach: "access",
    retry: "never",
    how: signIn,
    source: `190 "Cannot parse access token" from the host that the token belongs to; ${graphGuide}`,
  },
  {
    when: { code: session },
    rule: "190",
    kind: "token-expired",
    cause: "session_ended",
    reach: "access",
    retry: "never",
    how: signIn,
    source: graphGuide,
  },
];

const refused = { act: "token-refresh", code: [10, 100, 200], subcode: null } as const;
const tryAgain =
  "We try again every day until that date; otherwise the person who connected it signs in once before it.";
const refreshGuide = `developers.facebook.com/docs/instagram-platform, reference/refresh_access_token (2025-07-17), ${read}`;

/** An extension that is refused while the token lives: the date of its end is known, so there is time to say why (P29). */
export const notExtended: readonly Row[] = [
  {
    when: { ...refused, youngerThan: 86_400 },
    rule: "not-extended-yet",
    kind: "unreachable",
    how: "Nothing to do: Instagram extends a login from its second day on.",
    source: refreshGuide,
  },
  {
    when: { ...refused, words: /not an Instagram Business/i },
    rule: "10-not-professional",
    kind: "profile-lost",
    cause: "profile_not_professional",
    reach: "grant",
    how: "The holder switches the account back to a professional one in the Instagram app; then one login repairs it.",
    source: recorded,
  },
  {
    when: { ...refused, words: /private/i },
    rule: "not-extended-private",
    kind: "token-expired",
    reach: "grant",
    retry: "daily",
    how: `Instagram extends no login of a private account. The holder sets the account to public in the Instagram app (Settings, Account privacy). ${tryAgain}`,
    source: `Automattic/wp-calypso#59203, ${read}; the text is unconfirmed`,
  },
  {
    when: refused,
    rule: "not-extended",
    kind: "token-expired",
    reach: "grant",
    retry: "daily",
    how: `Instagram does not extend this login: most likely the account is private, or the permission to see its profile was taken back. The holder sets it to public in the Instagram app (Settings, Account privacy). ${tryAgain}`,
    source: refreshGuide,
  },
];
