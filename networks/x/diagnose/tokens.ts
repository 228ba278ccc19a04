import type { Row } from "../../kit/answer.ts";
import { aboutTheApp, own, tokenRefused } from "../api.ts";
import { clients, errorGuide, oauthGuide } from "../sources.ts";

const accessEnded =
  "X does not take the login any more: the app was removed under Connected apps at x.com, or the login ended otherwise. Whoever can sign in to the account connects it again.";
const enterSecret =
  "The operator of this installation enters the app's present client ID and client secret from console.x.com; nobody needs to reconnect.";

/** What the token endpoint says, in the words of RFC 6749, and what becomes of an access token. */
export const tokens: readonly Row[] = [
  {
    when: { code: own.clientRefused },
    kind: "app-rejected",
    how: enterSecret,
    source: `refusal of a made-up code by /2/oauth2/token, ${clients}`,
  },
  {
    when: { code: own.refreshRefused },
    kind: "grant-revoked",
    how: accessEnded,
    source: `${clients}; which of the reasons it was, X does not say`,
  },
  { when: { code: "unauthorized_client" }, kind: "app-rejected", how: enterSecret, source: clients },
  {
    when: { code: "invalid_client" },
    kind: "app-rejected",
    how: enterSecret,
    source: `RFC 6749 §5.2; at X unconfirmed, ${oauthGuide}`,
  },
  {
    when: { code: "invalid_request", words: aboutTheApp },
    rule: "invalid_request-app",
    kind: "app-rejected",
    how: "The operator of this installation checks at console.x.com that the app is of the type Web App, Automated App or Bot, and enters its client ID and client secret; nobody needs to reconnect.",
    source: `client types, ${oauthGuide}; the words are unconfirmed`,
  },
  {
    when: { act: "token-refresh", code: tokenRefused },
    rule: "refresh",
    kind: "grant-revoked",
    how: `${accessEnded} If other accounts fail as well, the operator checks the app's secret.`,
    source: clients,
  },
  {
    when: { act: "connect", code: tokenRefused },
    rule: "code",
    kind: "unrecognised",
    cause: "session_ended",
    who: "token_setter",
    retry: "never",
    how: "X's permission is good for 30 seconds, and once. Connect once more, and let the page come back by itself.",
    source: `${oauthGuide}; ${clients}`,
  },
  {
    when: { code: "Unauthorized" },
    kind: "token-expired",
    cause: "session_ended",
    how: accessEnded,
    source: `${errorGuide}: expired, revoked and wrong tokens are answered alike`,
  },
];
