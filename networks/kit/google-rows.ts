import type { Row } from "./answer.ts";
import { own } from "./google-calls.ts";
import { clients, loginTypes, oauthGuide, webServerGuide } from "./google-sources.ts";

/** The rule of a dead refresh token that the answer alone does not explain; its dates may (google-ending.ts). */
export const endedRule = "ended";
/** What `tokeninfo` and `revoke` say of a token that is over. */
export const tokenOver = "invalid_token";

/** How a product calls its things in these sentences. */
export interface GoogleWords {
  /** As a Workspace administrator finds it in a list: `YouTube`. */
  readonly service: string;
  /** `this channel`, `these channels`. */
  readonly it: string;
  readonly them: string;
  /** The way back, a sentence: `Sign in once more with the same Google account and choose this channel.` */
  readonly signInAgain: string;
}

const operatorConsole = "nobody needs to reconnect";

/** What only the adapter can know; a product's own rows of this sort stand behind them. */
export const googleKnown = ({ them, signInAgain }: GoogleWords): readonly Row[] => [
  {
    when: { code: own.testing },
    rule: "testing-7-days",
    kind: "token-expired",
    retry: "never",
    how: "Google ended this login seven days after it was given, as it does for every app whose publishing status is “Testing”. The operator sets it to “In production” in the Google Cloud console, under OAuth consent screen; then sign in once more, or it ends again in seven days.",
    source: oauthGuide,
  },
  {
    when: { code: own.timeOver },
    kind: "token-expired",
    retry: "never",
    confidence: "certain",
    how: `At Google this access was given for a limited time, which is over. ${signInAgain}`,
    source: oauthGuide,
  },
  {
    when: { code: own.unused },
    kind: "token-expired",
    retry: "never",
    how: `Google ends a login that was not used for six months. ${signInAgain}`,
    source: oauthGuide,
  },
  {
    when: { code: own.otherApp },
    kind: "app-rejected",
    how: `The operator enters the client ID with which ${them} were connected, or everybody connects anew.`,
    source: `\`aud\` of tokeninfo and of the ID token, ${loginTypes}`,
  },
  {
    when: { code: own.otherLogin },
    kind: "unrecognised",
    how: "The token belongs to another Google account than the one that connected. Renewing with the right account repairs it.",
    source: `\`sub\` of tokeninfo, ${loginTypes}`,
  },
];

const reauth =
  "The administrator of this Google Workspace has Google ask for a fresh sign-in from time to time. Sign in once more; the administrator can exempt the app under Security, Google Cloud session control.";

/** The token endpoint, `tokeninfo` and `revoke`: flat errors. A dead refresh token says little more than that it is dead. */
export const googleTokens = ({ service, it, signInAgain }: GoogleWords): readonly Row[] => [
  ...[
    { code: "invalid_grant", subcode: ["invalid_rapt", "rapt_required"] },
    { code: "invalid_grant", words: /reauth related error|\b(invalid_rapt|rapt_required)\b/ },
    { code: ["invalid_rapt", "rapt_required"] },
  ].map((when): Row => ({
    when,
    rule: "invalid-rapt",
    kind: "token-expired",
    retry: "never",
    confidence: "certain",
    how: reauth,
    source: oauthGuide,
  })),
  {
    when: { code: "invalid_grant", words: /account has been deleted/i },
    rule: "account-deleted",
    kind: "grant-revoked",
    cause: "profile_gone",
    who: "profile_admin",
    how: `This Google account was deleted. Somebody else who manages ${it} connects it.`,
    source: clients,
  },
  {
    when: { act: "connect", code: "invalid_grant" },
    rule: "code-dead",
    kind: "unrecognised",
    cause: "session_ended",
    who: "token_setter",
    retry: "never",
    how: "The way back from Google was used before or took too long. Connect once more.",
    source: clients,
  },
  // Nothing was spent and nothing rotates, so it is never our own token that came back; Google just does not say why.
  {
    when: { code: "invalid_grant" },
    rule: "ended",
    kind: "grant-revoked",
    cause: "session_ended",
    how: `Google ended this access and does not say why: the app was removed under myaccount.google.com/permissions, or the same person has connected more than a hundred times. A changed password does not do that. ${signInAgain}`,
    source: oauthGuide,
  },
  {
    when: { code: tokenOver },
    kind: "token-expired",
    cause: "session_ended",
    how: signInAgain,
    source: `400 of tokeninfo, ${clients}`,
  },
  {
    when: { code: "admin_policy_enforced" },
    kind: "grant-revoked",
    cause: "session_ended",
    retry: "daily",
    how: `The administrator of this Google Workspace restricted ${service} or this app. They allow its client ID in the Admin console under Security, API controls; then sign in once more.`,
    source: webServerGuide,
  },
  {
    when: { code: "org_internal" },
    kind: "app-rejected",
    how: `The app is for members of one organisation only. The operator sets the user type to External in the Google Cloud console; ${operatorConsole}.`,
    source: webServerGuide,
  },
  {
    when: { code: ["deleted_client", "disabled_client"] },
    rule: "deleted_client",
    kind: "app-rejected",
    confidence: "certain",
    how: "The OAuth client was deleted in the Google Cloud console, by somebody or by Google after six months without use. The operator restores it there within 30 days; with a new one everybody connects anew.",
    source: oauthGuide,
  },
  {
    when: { code: "invalid_client" },
    kind: "app-rejected",
    confidence: "certain",
    how: `The operator enters the present client ID and client secret of the Google Cloud console here; ${operatorConsole}.`,
    source: webServerGuide,
  },
  {
    when: { code: "redirect_uri_mismatch" },
    kind: "app-rejected",
    how: "The operator enters this installation's redirect address among the authorized redirect URIs of the OAuth client, letter for letter.",
    source: webServerGuide,
  },
  {
    when: { code: ["unauthorized_client", "invalid_request", "invalid_scope", "unsupported_grant_type"] },
    rule: "request-refused",
    kind: "app-rejected",
    how: `Google does not take this request from our app. The operator compares type, scopes and redirect address of the OAuth client with the steps here; ${operatorConsole}.`,
    source: webServerGuide,
  },
];
