import type { Answer, Call, Page, Play } from "#simulator/play.ts";
import { countersOf, openId, pictureUrl, unionId } from "./accounts.ts";
import { errors, ok, Refusal, refused } from "./answers.ts";
import { bearerOf, identify, scopesOf, type Session } from "./bearer.ts";
import { answerOAuth, revoke, token } from "./oauth.ts";
import { basic, readList, scopeOf } from "./scopes.ts";
import { isOn } from "./switches.ts";

type Endpoint = (play: Play, call: Call) => Answer;

/** Every path ends with a slash, and without it there is nothing (fact sheet §1.2). */
const endpoints: Record<string, Endpoint> = {
  "POST /v2/oauth/token/": (play, call) => answerOAuth(play, call, token),
  "POST /v2/oauth/revoke/": (play, call) => answerOAuth(play, call, revoke),
  "GET /v2/user/info/": (play, call) => ok(play, { user: userInfo(play, call) }),
  "POST /v2/video/list/": (play, call) => ok(play, videoList(play, call)),
  "POST /v2/post/publish/creator_info/query/": (play, call) => ok(play, creatorInfo(play, call)),
  "POST /v2/post/publish/video/init/": (play, call) => ok(play, startPost(play, call)),
};

/** Answers open.tiktokapis.com. */
export function answerApi(play: Play, call: Call): Answer {
  const endpoint = endpoints[`${call.method} ${call.path}`];
  if (!endpoint) return refused(play, errors.notFound);
  try {
    return endpoint(play, call);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    const app = play.state.apps[play.state.tokens[bearerOf(call) ?? ""]?.app ?? ""];
    const answer = refused(play, refusal.error);
    return isOn(app, "errors-with-200") ? { ...answer, status: 200 } : answer;
  }
}

function need(play: Play, session: Session, scope: string): void {
  if (!scopesOf(play, session).includes(scope)) throw new Refusal(errors.scopeMissing);
}

/** One field whose scope is missing refuses the whole call (fact sheet §2). */
function userInfo(play: Play, call: Call): Record<string, unknown> {
  const session = identify(play, call);
  const fields = readList(call.query.get("fields") ?? "");
  if (fields.length === 0 || fields.some((field) => !scopeOf(field))) throw new Refusal(errors.params);
  for (const field of fields) need(play, session, scopeOf(field) ?? basic);
  const all = userFields(play, session);
  return Object.fromEntries(fields.map((field) => [field, all[field]]));
}

function userFields(play: Play, { app, account }: Session): Record<string, unknown> {
  const picture = pictureUrl(play, account);
  return {
    open_id: openId(app, account),
    union_id: unionId(account),
    avatar_url: picture,
    avatar_url_100: picture,
    avatar_large_url: picture,
    display_name: account.name,
    bio_description: `${account.name} on TikTok`,
    profile_deep_link: `https://www.tiktok.com/@${account.username}`,
    is_verified: false,
    username: account.username,
    ...countersOf(play, account),
  };
}

const videoFields: Record<string, (account: Page, number: number, at: number) => unknown> = {
  id: (account, number) => `70${account.id}${number}`,
  create_time: (_account, _number, at) => Math.floor(at / 1000),
  title: (account, number) => `${account.name}, video ${number}`,
  like_count: (_account, number) => number * 31,
  comment_count: (_account, number) => number * 3,
  share_count: (_account, number) => number,
  view_count: (_account, number) => number * 512,
};

function videoList(play: Play, call: Call): unknown {
  const session = identify(play, call);
  need(play, session, "video.list");
  const fields = readList(call.query.get("fields") ?? "");
  const count = Number(call.form.get("max_count") ?? 10);
  if (fields.length === 0 || fields.some((field) => !videoFields[field]) || !(count >= 1 && count <= 20))
    throw new Refusal(errors.params);
  const numbers = [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1].slice(0, count);
  const atOf = (number: number): number => play.now() - (13 - number) * 86_400_000;
  const videos = numbers.map((number) =>
    Object.fromEntries(fields.map((field) => [field, videoFields[field]?.(session.account, number, atOf(number))])),
  );
  return { videos, cursor: Math.floor(atOf(numbers.at(-1) ?? 1)), has_more: count < 12 };
}

/** What may be posted now; bans and caps show here before the hour of a post comes (fact sheet §4). */
function mayPost(play: Play, call: Call): Session {
  const session = identify(play, call);
  const scopes = scopesOf(play, session);
  if (!scopes.includes("video.publish") && !scopes.includes("video.upload")) throw new Refusal(errors.scopeMissing);
  const { token: shown, app, account } = session;
  const seen = { app: app.id, person: shown.person, page: account.id };
  if (play.state.people[shown.person]?.blocked === "policy" || play.fault("policy_blocked", seen))
    throw new Refusal(errors.banned);
  if (isOn(app, "user-cap")) throw new Refusal(errors.userCap);
  return session;
}

function creatorInfo(play: Play, call: Call): unknown {
  const { account } = mayPost(play, call);
  return {
    creator_avatar_url: pictureUrl(play, account),
    creator_username: account.username,
    creator_nickname: account.name,
    privacy_level_options: ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"],
    comment_disabled: false,
    duet_disabled: false,
    stitch_disabled: false,
    max_video_post_duration_sec: 600,
  };
}

/** Begins a post; nothing is uploaded here. For what an app that was not audited is told. */
function startPost(play: Play, call: Call): unknown {
  const session = mayPost(play, call);
  need(play, session, "video.publish");
  if (!call.form.get("post_info") || !call.form.get("source_info")) throw new Refusal(errors.param);
  if (isOn(session.app, "unaudited")) throw new Refusal(errors.unaudited);
  const id = play.secret(18);
  return {
    publish_id: `v_pub_file~v2-1.${id}`,
    upload_url: `https://open-upload.tiktokapis.com/video/?upload_id=${id}&upload_token=${play.secret(20)}`,
  };
}
