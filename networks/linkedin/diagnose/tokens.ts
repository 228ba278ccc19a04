import type { Row } from "../../kit/answer.ts";
import type { Act } from "#core/diagnosis.ts";
import { errorGuide, flowGuide, inspectGuide, recorded, refreshGuide } from "../sources.ts";

const renew = "The person who connected it signs in to LinkedIn once more and allows the access.";
const endedBy =
  "LinkedIn does not say who ended it: it was removed under Permitted services, replaced by a login with other permissions, or ended by LinkedIn.";
const reported = "Nobody has to renew: the operator updates Latchkey, or reports this with the evidence.";

/** LinkedIn may call a token revoked within its first minute, and know it a few seconds later (P6). Seconds. */
const youngSeconds = 60;

/** What LinkedIn says of a token, at a call (names and numbers) and by introspection (our own short codes). */
export const tokens: readonly Row[] = [
  {
    when: { code: ["REVOKED_ACCESS_TOKEN", "revoked", "inactive"], youngerThan: youngSeconds },
    rule: "65601-young",
    kind: "unreachable",
    reach: "grant",
    how: "Nothing to do: LinkedIn sometimes needs a moment before it knows a new token. We try again.",
    source: `omniauth-linkedin-oauth2#81, linkedin-api-js-client#35: ${recorded}`,
  },
  {
    when: { code: "INVALID_ACCESS_TOKEN" },
    rule: "65600",
    kind: "grant-revoked",
    cause: "session_ended",
    how: renew,
    source: errorGuide,
  },
  {
    when: { code: "REVOKED_ACCESS_TOKEN" },
    // Its words, "revoked by the user", stand there as well after a login with other permissions, and when LinkedIn itself ended it.
    rule: "65601",
    kind: "grant-revoked",
    how: `${renew} ${endedBy}`,
    source: errorGuide,
  },
  {
    when: { code: "EXPIRED_ACCESS_TOKEN" },
    rule: "65602",
    kind: "token-expired",
    how: `We refresh it; where this app gets no refresh tokens: ${renew.charAt(0).toLowerCase()}${renew.slice(1)}`,
    confidence: "certain",
    source: `${errorGuide}; its number: ${recorded}`,
  },
  {
    when: { code: "expired" },
    kind: "token-expired",
    how: `We refresh it; where this app gets no refresh tokens: ${renew.charAt(0).toLowerCase()}${renew.slice(1)}`,
    confidence: "certain",
    source: `status "expired", ${inspectGuide}`,
  },
  {
    when: { code: "revoked" },
    kind: "grant-revoked",
    how: `${renew} ${endedBy}`,
    confidence: "certain",
    source: `status "revoked", ${inspectGuide}`,
  },
  {
    // A swapped client id looks the same, so it is looked at twice.
    when: { code: "inactive" },
    kind: "grant-revoked",
    cause: "session_ended",
    how: renew,
    source: `"active": false without a status, ${inspectGuide}`,
  },
  {
    when: { code: "yearly" },
    kind: "token-expired",
    cause: "yearly_renewal_due",
    retry: "never",
    how: `LinkedIn asks for a new login 365 days after the last one. ${renew}`,
    confidence: "certain",
    source: `${refreshGuide}; told from a removed app by introspection of the refresh token`,
  },
  {
    when: { code: "EMPTY_ACCESS_TOKEN" },
    kind: "content-rejected",
    who: "operator",
    how: "The request carried no token. Whoever runs the program that sent it mends it; the login is well.",
    source: errorGuide,
  },
  {
    when: { code: "token-type" },
    kind: "app-rejected",
    how: `A token of another kind, person or app stands where this login's belongs. ${reported}`,
    source: `auth_type and client_id, ${inspectGuide}; sub of /v2/userinfo`,
  },
];

const ownActs: readonly Act[] = ["connect", "discover", "token-refresh", "probe", "revoke"];
const checkApp =
  "The operator compares client ID and client secret with the LinkedIn Developer Portal, My apps, Auth; nobody has to renew.";

/** The token endpoint: `invalid_request` alone says nothing about a refresh token, so its words are read (they are documented). */
export const endpoints: readonly Row[] = [
  {
    when: { act: "token-refresh", code: "invalid_request", words: /invalid, expired or revoked/i },
    rule: "refresh-refused",
    kind: "grant-revoked",
    how: renew,
    source: `A dead refresh token is reported as invalid_request: ${refreshGuide}`,
  },
  {
    when: { act: "token-refresh", code: "invalid_grant" },
    rule: "refresh-refused",
    kind: "grant-revoked",
    how: renew,
    source: `Not seen at LinkedIn, unconfirmed; what RFC 6749 §5.2 has for the same`,
  },
  {
    when: { code: "invalid_request", words: /authorization code not found/i },
    rule: "code",
    kind: "unrecognised",
    cause: "session_ended",
    who: "token_setter",
    retry: "never",
    how: "The way back from LinkedIn was used before or took too long. Connect once more.",
    source: flowGuide,
  },
  {
    when: { code: "invalid_redirect_uri" },
    kind: "unrecognised",
    cause: "session_ended",
    who: "token_setter",
    retry: "never",
    how: "The way back from LinkedIn does not fit or took too long. Connect once more; if it stays, the operator compares the redirect address in the Developer Portal.",
    source: flowGuide,
  },
  {
    when: { code: "invalid_request", words: /required parameter/i },
    rule: "parameter",
    kind: "app-rejected",
    how: `LinkedIn misses something in our request. ${checkApp}`,
    source: flowGuide,
  },
  {
    when: { code: ["invalid_client_id", "invalid_client", "unauthorized_client"] },
    rule: "client",
    kind: "app-rejected",
    how: checkApp,
    confidence: "certain",
    source: `${flowGuide} (client credentials page); invalid_client: unconfirmed wording`,
  },
  {
    when: { code: "client" },
    kind: "app-rejected",
    how: checkApp,
    source: `401: invalid client secret, ${inspectGuide}`,
  },
];

/** The interface's version: at our own calls it concerns the whole network, in a reported answer only that request. */
export const versions: readonly Row[] = [
  {
    when: { status: 426, act: ownActs },
    rule: "426",
    kind: "app-rejected",
    how: `LinkedIn has switched off the version of its interface that we use. ${reported}`,
    confidence: "certain",
    source: `LinkedIn "Versioning": NONEXISTENT_VERSION, ${errorGuide}`,
  },
  {
    when: { status: 426 },
    rule: "426-reported",
    kind: "content-rejected",
    who: "operator",
    how: "The request names a version of LinkedIn's interface that is switched off. Whoever runs the program that sent it takes a newer one.",
    source: `LinkedIn "Versioning": NONEXISTENT_VERSION, ${errorGuide}`,
  },
  {
    when: { status: 400, code: "VERSION_MISSING" },
    kind: "content-rejected",
    who: "operator",
    how: "The request lacks the header LinkedIn-Version. Whoever runs the program that sent it adds it.",
    source: errorGuide,
  },
];
