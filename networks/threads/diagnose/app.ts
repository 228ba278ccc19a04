import type { Row } from "../../kit/answer.ts";
import { appRefused, otherProfile } from "../api.ts";
import { accessGuide, appTokens, asFacebook, read } from "../sources.ts";
import { alsoWith500 } from "../with-500.ts";

const ownApp =
  "The operator of this installation enters the Threads app ID and the Threads app secret; they are not those of the Meta app. Nobody needs to renew.";

const windowGuide = `window errors recorded in clients and forums (NOTES.md, "Errors"), ${read}`;

/** What the window shows as JSON instead of sending the person back: nobody here ever sees it, unless somebody reports it. */
export const windowErrors: readonly Row[] = [
  { when: { code: 1349026 }, kind: "app-rejected", how: ownApp, source: windowGuide },
  { when: { code: 4476002 }, kind: "app-rejected", how: ownApp, source: windowGuide },
  {
    when: { code: 1349187 },
    kind: "app-rejected",
    how: "The operator gives this installation an address that begins with https: Threads sends nobody back to http.",
    source: windowGuide,
  },
  {
    when: { code: 1349245 },
    kind: "app-rejected",
    who: "token_setter",
    retry: "never",
    how: "The holder of the profile accepts the invitation in the Threads settings (Account, Website permissions, Invites), then connects again. If there is none, the operator adds the profile as a Threads tester of the app.",
    source: windowGuide,
  },
  // It comes without a number.
  {
    when: { words: /^Attempted to load Ent/i },
    rule: "window-ent",
    kind: "app-rejected",
    how: ownApp,
    source: windowGuide,
  },
];

/** What the flat envelope says where a code is to become a token: it has no codes, so the text is all there is to go by. */
export const login: readonly Row[] = [
  {
    when: { code: "OAuthException", words: /client secret|application|client_id|app is not active/i },
    rule: "login-app",
    kind: "app-rejected",
    how: ownApp,
    source: "Unconfirmed: seen without a record; Meta documents one text of this envelope only",
  },
  {
    when: { code: "OAuthException", words: /redirect_uri/i },
    rule: "login-redirect",
    kind: "app-rejected",
    how: "The operator enters this installation's callback address among the redirect callback URLs of the Threads use case, letter for letter, and presses Enter so that it is kept.",
    source: "Unconfirmed: seen without a record",
  },
  {
    when: { code: "OAuthException", words: /code was not found|already used|expired/i },
    rule: "login-code",
    kind: "unrecognised",
    cause: "session_ended",
    who: "token_setter",
    retry: "never",
    how: "The way back from Threads was used before or took longer than an hour. Connect once more.",
    source: accessGuide,
  },
];

/** What the operator has to mend. */
export const app: readonly Row[] = [
  { when: { code: appRefused }, kind: "app-rejected", confidence: "certain", how: ownApp, source: appTokens },
  // These codes mean other things as well, so the text is all there is to go by.
  ...alsoWith500({
    when: { code: [1, 100, 101], words: /^Error validating (client secret|application)/i },
    rule: "client-secret",
    kind: "app-rejected",
    confidence: "certain",
    how: ownApp,
    source: `facebookarchive/php-graph-sdk#538, ${read}; unconfirmed for Threads`,
  }),
  {
    when: { code: 200, words: /^API access blocked/i },
    rule: "200-blocked",
    kind: "app-rejected",
    how: "The operator of this installation looks at the app in Meta's dashboard: it is restricted. Nobody needs to renew.",
    source: asFacebook,
  },
  {
    when: { code: 100, words: /^Unsupported request - method type/i },
    rule: "100-method",
    kind: "app-rejected",
    how: "The operator reports this to us: an address was called in the wrong way. No login is to blame.",
    source: `restfb/restfb#1450, ${read}`,
  },
  {
    when: { code: otherProfile },
    kind: "unrecognised",
    who: "operator",
    how: "A token answers for another profile than the one it was kept for. The operator reports this to us, and does not publish with it.",
    source: "What this adapter compares at each look; nobody has seen it yet (2026-11-22)",
  },
];
