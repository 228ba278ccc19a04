import type { Seen } from "../../network.ts";
import { diagnosisFrom, type DiagnosisTable, type ErrorSeen, type Row } from "../../kit/answer.ts";
import { objectionCode } from "../listen.ts";
import { errorAnswer, repoStatus } from "../wire.ts";

const live = "seen on @atproto/pds 0.5.35, 2026-11-22";
const server = "@atproto/oauth-provider 0.22.9 source, 2026-11-22";
const oauthSpec = "atproto.com/specs/oauth, 2026-08-20";
const xrpcSpec = "atproto.com/specs/xrpc, 2026-08-20";
const statusLexicon = "lexicon com.atproto.sync.getRepoStatus, 2026-08-20";
const library = "@atproto/oauth-client 0.7, oauth-server-agent.ts and oauth-client-auth.ts, 2026-11-22";

const reconnect = "Connect the account again.";
const askModerators =
  "Bluesky's moderation took the account down. Its owner can appeal; once it is back, connect it again.";
const signInAndActivate = "Its owner switched the account off. Signing in to Bluesky and reactivating it is enough.";
const nothingLeft = "The account was deleted at Bluesky. Disconnect it here.";
const checkRegistration = "Compare Bluesky's settings here with its notes: public address, signing keys, scopes.";

/** What became of the account: the words of `getRepoStatus` and of getSession's `status`, then the errors that say the same. */
const accountRows: readonly Row[] = [
  {
    when: { code: "takendown" },
    kind: "profile-lost",
    cause: "profile_suspended",
    reach: "grant",
    who: "token_setter",
    confidence: "certain",
    how: askModerators,
    source: statusLexicon,
  },
  {
    when: { code: "suspended" },
    kind: "profile-lost",
    cause: "profile_suspended",
    reach: "grant",
    who: "token_setter",
    confidence: "certain",
    how: "Bluesky suspended the account for a time. Its owner finds the reason there.",
    source: statusLexicon,
  },
  {
    when: { code: "deactivated" },
    kind: "profile-lost",
    cause: "profile_deactivated",
    who: "token_setter",
    confidence: "certain",
    how: signInAndActivate,
    source: `${live}: the session lives on`,
  },
  {
    when: { code: "inactive" },
    kind: "profile-lost",
    cause: "profile_deactivated",
    who: "token_setter",
    how: "Bluesky calls the account inactive without a reason. Signing in there tells more.",
    source: statusLexicon,
  },
  {
    when: { code: "deleted" },
    kind: "profile-lost",
    cause: "profile_gone",
    reach: "grant",
    who: "nobody",
    retry: "never",
    confidence: "certain",
    how: nothingLeft,
    source: statusLexicon,
  },
  {
    when: { code: "throttled" },
    kind: "rate-limited",
    how: "Nothing to do: the server slows this account down.",
    source: statusLexicon,
  },
  {
    when: { code: "desynchronized" },
    kind: "unreachable",
    how: "Nothing to do: the server is putting the account in order.",
    source: statusLexicon,
  },
  {
    when: { code: ["AccountTakedown", "RepoTakendown"] },
    rule: "taken-down",
    kind: "profile-lost",
    cause: "profile_suspended",
    reach: "grant",
    who: "token_setter",
    confidence: "certain",
    how: askModerators,
    source: live,
  },
  {
    when: { code: "RepoSuspended" },
    kind: "profile-lost",
    cause: "profile_suspended",
    reach: "grant",
    who: "token_setter",
    confidence: "certain",
    how: askModerators,
    source: "lexicon com.atproto.sync.getRepo, 2026-08-20",
  },
  {
    when: { code: ["AccountDeactivated", "RepoDeactivated"] },
    rule: "switched-off",
    kind: "profile-lost",
    cause: "profile_deactivated",
    who: "token_setter",
    confidence: "certain",
    how: signInAndActivate,
    source: live,
  },
  {
    when: { code: "RepoNotFound" },
    kind: "profile-lost",
    cause: "profile_gone",
    reach: "grant",
    who: "nobody",
    retry: "never",
    confidence: "certain",
    how: nothingLeft,
    source: live,
  },
];

/** The token endpoint. Its codes say too little (everything is invalid_grant), so the words decide. */
const grantRows: readonly Row[] = [
  {
    when: { code: objectionCode, words: /private key|authentication method|keyset/i },
    rule: "key-missing",
    kind: "app-rejected",
    how: "The signing key of this session is no longer among Latchkey's: put it back, or connect every account again.",
    source: library,
  },
  {
    when: { act: "connect", code: ["invalid_grant", objectionCode] },
    rule: "start-again",
    kind: "unrecognised",
    who: "token_setter",
    retry: "never",
    how: "The sign-in took too long, or was finished twice. Start again.",
    source: server,
  },
  {
    when: { code: "invalid_grant", words: /replayed/i },
    rule: "replayed",
    kind: "grant-revoked",
    cause: "rotation_lost",
    confidence: "certain",
    how: `A one-time token was used twice, so Bluesky ended the session. ${reconnect}`,
    source: live,
  },
  {
    when: { code: "invalid_grant", words: /expired/i },
    rule: "session-expired",
    kind: "grant-revoked",
    cause: "lifetime_reached",
    confidence: "certain",
    how: `The session reached its end. ${reconnect}`,
    source: server,
  },
  {
    when: { code: "invalid_grant", words: /different key|not issued to this client|authentication method mismatch/i },
    rule: "other-client",
    kind: "app-rejected",
    how: "The session belongs to another signing key or address of Latchkey: put the old one back, or connect every account again.",
    source: server,
  },
  {
    when: { code: "invalid_grant" },
    kind: "grant-revoked",
    cause: "session_ended",
    confidence: "certain",
    how: `The session was ended at Bluesky. ${reconnect}`,
    source: live,
  },
  {
    when: { code: objectionCode, words: /issuer mismatch/i },
    rule: "moved",
    kind: "grant-revoked",
    cause: "session_ended",
    how: `The account moved to another server. ${reconnect}`,
    source: library,
  },
];

/** What only the operator can mend. */
const appRows: readonly Row[] = [
  {
    when: { code: ["invalid_client", "invalid_client_id", "invalid_client_metadata", "unauthorized_client"] },
    rule: "client-document",
    kind: "app-rejected",
    how: `Bluesky's server cannot read, or does not accept, Latchkey's client document. ${checkRegistration}`,
    source: live,
  },
  {
    when: { code: "invalid_redirect_uri" },
    kind: "app-rejected",
    how: `The address to come back to is not in the client document. ${checkRegistration}`,
    source: server,
  },
  {
    when: { code: "invalid_scope" },
    kind: "app-rejected",
    how: `A scope is asked for that the client document does not name. ${checkRegistration}`,
    source: server,
  },
  {
    when: { code: "invalid_dpop_proof" },
    kind: "app-rejected",
    how: "Bluesky does not accept our proof of the key. Check this machine's clock first.",
    source: oauthSpec,
  },
  {
    when: { code: "use_dpop_nonce" },
    kind: "unreachable",
    how: "Nothing to do: the server wants its newest nonce, we keep trying.",
    source: oauthSpec,
  },
];

/** Calls with a token. */
const resourceRows: readonly Row[] = [
  {
    when: { code: "ScopeMissingError" },
    kind: "scope-missing",
    confidence: "certain",
    how: "Connect the account again and allow everything that is asked.",
    scopes: missingScope,
    source: live,
  },
  {
    when: { code: "invalid_token" },
    kind: "token-expired",
    cause: "session_ended",
    how: reconnect,
    source: `${live}: also after revocation and takedown, so refreshing decides`,
  },
  {
    when: { code: ["ExpiredToken", "InvalidToken"] },
    rule: "bad-token",
    kind: "token-expired",
    how: reconnect,
    source: xrpcSpec,
  },
  {
    when: { code: "AuthMissing" },
    kind: "unrecognised",
    who: "operator",
    how: "A call went out without its token: please report this.",
    source: live,
  },
  {
    when: { status: 429, code: "RateLimitExceeded" },
    kind: "rate-limited",
    how: "Nothing to do: we go on when Bluesky's limit allows.",
    source: "docs.bsky.app rate limits, 2026-04-21",
  },
  {
    when: { status: 502, code: "UpstreamFailure" },
    kind: "unreachable",
    how: "Nothing to do: Bluesky's app view is down, we keep trying.",
    source: live,
  },
  {
    when: { act: "publish", status: 400, code: ["InvalidRequest", "InvalidSwap", "BlobTooLarge"] },
    rule: "content",
    kind: "content-rejected",
    how: "Change the post: Bluesky says what is wrong with it.",
    source: live,
  },
];

/** The whole table, from the top. */
export const rows = [...accountRows, ...grantRows, ...appRows, ...resourceRows];

// No row for a verdict names a status: one that does would also hold for an edge server's HTML page (see kit/answer.ts).
const table: DiagnosisTable = { network: "bluesky", rows, readError };

/** What an answer of Bluesky means. */
export const diagnose = diagnosisFrom(table);

function readError(seen: Seen): ErrorSeen | undefined {
  const account = repoStatus.safeParse(seen.body).data;
  if (account && !account.active) return { code: account.status ?? "inactive" };
  const answer = errorAnswer.safeParse(seen.body).data;
  if (answer) return { code: answer.error, words: answer.message ?? answer.error_description };
  return { code: /\berror="([^"]+)"/.exec(seen.headers["www-authenticate"] ?? "")?.[1] };
}

/** `Missing required scope "repo:app.bsky.feed.post?action=create"`, with `#` as %23 inside. */
function missingScope(_seen: Seen, { words = "" }: ErrorSeen): readonly string[] | undefined {
  const scope = /"([^"]+)"/.exec(words)?.[1];
  return scope === undefined ? undefined : [scope];
}
