import { addSeconds } from "#core/backoff.ts";
import type { Row } from "../../kit/answer.ts";
import type { Seen } from "../../network.ts";
import { accountsApi, apiErrors, clients, limitsGuide, postingGuide, read, statusGuide } from "../sources.ts";

const noNeed = "Nothing to do: we wait and go on by ourselves.";
const ourFault = "The operator reports this to us: the request was wrong, no login is to blame.";
const allow = "Somebody who can sign in to the account connects it again, and leaves every switch on at TikTok.";

/** TikTok counts by a sliding minute and names no moment. */
const inAMinute = (seen: Seen): Date => addSeconds(seen.at, 60);

const tooFast: Omit<Row, "when"> = {
  rule: "rate_limit_exceeded",
  kind: "rate-limited",
  reach: "app",
  how: noNeed,
  until: inAMinute,
  source: limitsGuide,
};

/** Data endpoints. `access_token_invalid` is expired, revoked or missing: TikTok does not tell them apart. */
export const data: readonly Row[] = [
  {
    when: { code: "access_token_invalid" },
    kind: "token-expired",
    cause: "session_ended",
    how: "Nothing to do yet: we ask TikTok for a fresh token. If that is refused too, somebody who can sign in to the account connects it once more.",
    source: apiErrors,
  },
  { when: { code: "scope_not_authorized" }, kind: "scope-missing", how: allow, source: apiErrors },
  {
    when: { code: "scope_permission_missed" },
    kind: "scope-missing",
    how: `${allow} If everybody meets this, the operator checks which scopes TikTok approved for the app.`,
    source: apiErrors,
  },
  {
    when: { act: ["publish", "inbox", "analytics"], code: ["invalid_params", "invalid_param"] },
    rule: "invalid_params-content",
    kind: "content-rejected",
    how: "The author checks the post: TikTok does not take one of its details.",
    source: `${apiErrors}; ${postingGuide}`,
  },
  {
    when: { code: ["invalid_params", "invalid_param"] },
    rule: "invalid_params",
    kind: "unrecognised",
    who: "operator",
    how: ourFault,
    source: apiErrors,
  },
  {
    when: { code: "invalid_file_upload" },
    kind: "content-rejected",
    how: "The author checks the file: TikTok does not take it as it is.",
    source: apiErrors,
  },
  { when: { status: 429, code: "rate_limit_exceeded" }, ...tooFast },
  { when: { code: "rate_limit_exceeded" }, ...tooFast },
  {
    when: { code: ["internal_error", "internal"] },
    rule: "internal_error",
    kind: "unreachable",
    how: noNeed,
    source: `${apiErrors}; ${statusGuide}`,
  },
];

/** Posting. TikTok holds back an account, our app, or only this post. */
export const posting: readonly Row[] = [
  {
    when: { code: "spam_risk_too_many_posts" },
    kind: "rate-limited",
    reach: "access",
    retry: "daily",
    how: "The account has posted as often as TikTok allows in a day, through all apps together. Nothing to do: it goes on tomorrow.",
    source: `${postingGuide}; ${statusGuide}`,
  },
  {
    when: { code: "spam_risk_user_banned_from_posting" },
    kind: "profile-lost",
    cause: "profile_suspended",
    who: "token_setter",
    how: "TikTok has banned this account from posting. Somebody who can sign in to it looks for the reason in the TikTok app, and objects there.",
    source: `${postingGuide}; ${statusGuide}`,
  },
  {
    when: { code: "spam_risk_too_many_pending_share" },
    kind: "rate-limited",
    reach: "access",
    who: "token_setter",
    retry: "daily",
    how: "Five drafts wait in the account's TikTok inbox. Somebody who can sign in to it finishes or deletes them in the app.",
    source: postingGuide,
  },
  {
    when: { code: "reached_active_user_cap" },
    kind: "app-rejected",
    how: "TikTok lets this app publish for so many accounts a day, and the number is reached. It goes on tomorrow; the operator asks TikTok for the audit, or for a higher number.",
    source: `${postingGuide}; with HTTP 200 as well: ${clients}`,
  },
  {
    when: { code: "unaudited_client_can_only_post_to_private_accounts" },
    kind: "app-rejected",
    how: "The operator asks TikTok to audit the app. Until then it can only post to private accounts, for the account itself to see.",
    source: postingGuide,
  },
  {
    when: { code: "url_ownership_unverified" },
    kind: "app-rejected",
    how: "The operator verifies, in TikTok's developer portal, the address that videos are fetched from.",
    source: postingGuide,
  },
  {
    when: { code: "privacy_level_option_mismatch" },
    kind: "content-rejected",
    how: "The author chooses again who may see the post: the account does not allow the former choice any more.",
    source: postingGuide,
  },
  {
    when: { code: "app_version_check_failed" },
    kind: "content-rejected",
    who: "token_setter",
    how: "Somebody who uses the account updates the TikTok app on the phone, to 31.8 or later.",
    source: postingGuide,
  },
  {
    when: { code: ["invalid_publish_id", "token_not_authorized_for_specified_publish_id"] },
    rule: "invalid_publish_id",
    kind: "content-rejected",
    who: "operator",
    how: ourFault,
    source: statusGuide,
  },
];

/** `fail_reason` of a post that had been accepted. */
export const afterwards: readonly Row[] = [
  {
    when: {
      code: [
        "file_format_check_failed",
        "duration_check_failed",
        "frame_rate_check_failed",
        "picture_size_check_failed",
      ],
    },
    rule: "file_check_failed",
    kind: "content-rejected",
    how: "The author changes the file: its format, length, frame rate or size is not what TikTok takes.",
    source: statusGuide,
  },
  {
    when: { code: ["video_pull_failed", "photo_pull_failed"] },
    rule: "pull_failed",
    kind: "content-rejected",
    how: "TikTok could not fetch the file. The author checks that its address can be opened, and sends it again.",
    source: statusGuide,
  },
  {
    when: { code: "publish_cancelled" },
    kind: "content-rejected",
    how: "Somebody who uses the account cancelled this post in the TikTok app. The author asks them before sending it again.",
    source: statusGuide,
  },
  {
    when: { code: "auth_removed" },
    kind: "grant-revoked",
    cause: "revoked_by_person",
    how: "The app was removed at TikTok while the post was on its way. Somebody who can sign in to the account connects it once more.",
    source: statusGuide,
  },
  {
    when: { code: ["spam_risk_text", "spam_risk"] },
    rule: "spam_risk",
    kind: "content-rejected",
    how: "The author changes the post: TikTok takes it for spam.",
    source: statusGuide,
  },
];

/**
 * Numbers belong to TikTok's Accounts API, which these tokens do not open: whatever it says of one is no verdict about a
 * connection of Login Kit (P13).
 */
export const otherInterface: readonly Row[] = [
  {
    when: { code: [40105, 40001] },
    rule: "accounts-api",
    kind: "unrecognised",
    who: "operator",
    retry: "never",
    how: "This is an answer of TikTok's Accounts API. Tokens of this connection work at open.tiktokapis.com only.",
    source: accountsApi,
  },
  { when: { code: 40100 }, kind: "rate-limited", how: noNeed, source: accountsApi },
  { when: { codeFrom: [50000, 50999] }, kind: "unreachable", how: noNeed, source: `Unconfirmed, ${read}` },
  {
    when: { code: 51065 },
    kind: "unrecognised",
    who: "operator",
    how: ourFault,
    source: `Seen for comments and messages; unconfirmed meaning, ${read}`,
  },
];
