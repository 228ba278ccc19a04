import type { ErrorSeen, Row } from "../../kit/answer.ts";
import type { Seen } from "../../network.ts";
import { scopes, secretScopes } from "../capabilities.ts";
import { authenticationFailed, own } from "../api.ts";
import { authGuide, clients, openApi } from "../sources.ts";

const accessEnded =
  "Access ended: the app was removed at Pinterest, or the user name or password was changed. Whoever can sign in to the account connects it again.";
const operatorAsks =
  "The operator of this installation looks at the app's state at developers.pinterest.com and writes to Pinterest; nobody needs to reconnect.";
const enterSecret =
  "The operator of this installation enters the app's present id and secret; nobody needs to reconnect.";

/** What only the adapter can know: who was refused at the token endpoint, and boards that are seen but take no Pins. */
export const known: readonly Row[] = [
  {
    when: { code: own.clientRefused },
    kind: "app-rejected",
    how: enterSecret,
    source: `401/2 of /oauth/token/revoke to a wrong id or secret, ${openApi}`,
  },
  {
    when: { code: own.refreshOver },
    kind: "token-expired",
    confidence: "certain",
    retry: "never",
    how: "Nothing was done with the account for longer than Pinterest keeps a login. Whoever can sign in to it connects it again.",
    source: authGuide,
  },
  {
    when: { code: own.refreshRefused },
    kind: "grant-revoked",
    how: accessEnded,
    source: `${authGuide}; which of the reasons it was, Pinterest does not say`,
  },
  {
    when: { code: own.codeRefused },
    kind: "unrecognised",
    cause: "session_ended",
    who: "token_setter",
    retry: "never",
    how: "The way back from Pinterest was used before or took too long. Connect once more.",
    source: `401/2 of /oauth/token, ${openApi}`,
  },
  {
    when: { code: own.secretBoard },
    kind: "profile-lost",
    cause: "profile_not_granted",
    who: "token_setter",
    how: "The board is secret now. Make it public at Pinterest; or the operator switches secret boards on for Pinterest, then connect it again.",
    source: `scopes of POST /v5/pins, ${openApi}`,
  },
  {
    when: { code: own.closedBoard },
    kind: "profile-lost",
    cause: "profile_not_granted",
    how: "Pinterest keeps this board for ads or protects it, so no Pin can be published on it. Its owner opens it, or another board is used.",
    source: `privacy and is_ads_only of a board, ${openApi}`,
  },
];

/**
 * What concerns the token, the scopes or the app. Pinterest's codes hold whatever the HTTP status is, so no row names one:
 * a page of HTML or a server in trouble is no verdict. Code 3 means two things and only the text tells them apart.
 */
export const tokens: readonly Row[] = [
  {
    when: { code: 3, words: /consumer type is not supported/i },
    rule: "3-app",
    kind: "app-rejected",
    how: operatorAsks,
    source: clients,
  },
  {
    when: { code: 3, words: /sufficient permissions|^authorization failed/i },
    rule: "3-scope",
    kind: "scope-missing",
    reach: "grant",
    how: "Whoever can sign in to the account connects it again and gives access to all of it.",
    scopes: scopesNamed,
    source: clients,
  },
  {
    when: { act: "token-refresh", code: authenticationFailed },
    rule: "2-refresh",
    kind: "grant-revoked",
    how: `${accessEnded} If other accounts fail as well, the operator checks the app's secret.`,
    source: `${openApi}; ${authGuide}`,
  },
  {
    when: { act: "connect", code: authenticationFailed },
    rule: "2-connect",
    kind: "unrecognised",
    cause: "session_ended",
    who: "token_setter",
    retry: "never",
    how: "Pinterest did not accept the way back. Connect once more; if it stays, the operator checks the app's secret.",
    source: openApi,
  },
  // One token feeds all boards, so it reaches the whole grant: one incident, one reconnect.
  {
    when: { code: authenticationFailed },
    kind: "token-expired",
    cause: "session_ended",
    how: accessEnded,
    source: `${openApi}; ${authGuide}`,
  },
  {
    when: { code: 30 },
    kind: "profile-lost",
    cause: "profile_suspended",
    reach: "grant",
    who: "token_setter",
    how: "Pinterest does not know the account any more: closed or suspended. Its owner signs in at pinterest.com and finds the reason there.",
    source: openApi,
  },
];

/** The scopes that a refusal names: worth showing, never what a verdict rests on. */
function scopesNamed(_seen: Seen, { words }: ErrorSeen): readonly string[] | undefined {
  const named = [...(words?.matchAll(/\b[a-z_]+:[a-z_]+\b/g) ?? [])].map(([name]) => name);
  const wanted = [...scopes, ...secretScopes].filter((scope) => named.includes(scope));
  return wanted.length > 0 ? wanted : undefined;
}
