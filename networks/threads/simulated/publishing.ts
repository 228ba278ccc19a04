import { Refusal } from "#simulator/meta/errors.ts";
import { param } from "#simulator/meta/request.ts";
import { json, type Answer, type Call, type Page, type Play } from "#simulator/play.ts";
import { errors } from "./errors.ts";
import { mediaId } from "./profiles.ts";
import { need, needFreedom, type Session } from "./session.ts";

const longestText = 500;
const postsPerDay = 250;

// Containers and posts of a profile are kept among its notes: only what limits and traps need.
const prepared = ({ notes }: Page): string[] => (Array.isArray(notes.containers) ? notes.containers : []);
const published = ({ notes }: Page): string[] => (Array.isArray(notes.published) ? notes.published : []);
const postsOf = (play: Play, { notes }: Page): number[] =>
  (Array.isArray(notes.postedAt) ? notes.postedAt : []).filter((at: number) => at > play.now() - 86_400_000);
const usage = (play: Play, profile: Page): number =>
  postsOf(play, profile).length + (typeof profile.notes.quotaUsage === "number" ? profile.notes.quotaUsage : 0);

/** `POST /me/threads`: a container. */
export function create(play: Play, call: Call, session: Session): Answer {
  const { profile } = session;
  need(play, session, "threads_content_publish");
  if ((param(call, "text") ?? "").length > longestText) throw new Refusal(errors.tooLong);
  const id = `container${play.secret(12)}`;
  profile.notes.containers = [...prepared(profile), id];
  return json({ id });
}

/** `POST /me/threads_publish`: the container goes out. */
export function publish(play: Play, call: Call, session: Session): Answer {
  const { profile } = session;
  const id = param(call, "creation_id") ?? "";
  need(play, session, "threads_content_publish");
  needFreedom(play, session);
  if (!prepared(profile).includes(id)) throw new Refusal(errors.notReady);
  if (usage(play, profile) >= postsPerDay) throw new Refusal(errors.cap);
  profile.notes.containers = prepared(profile).filter((one) => one !== id);
  profile.notes.published = [...published(profile), id];
  profile.notes.postedAt = [...postsOf(play, profile), play.now()];
  // Recorded: the answer says that a permission is missing, and the post is out (§5, "Publish ambiguity").
  if (profile.notes.publishLies === true) throw new Refusal(errors.noPermission);
  return json({ id: mediaId(profile) });
}

/** `GET /{container}?fields=status`: what has become of it. */
export function statusOf({ profile }: Session, id: string): Answer {
  if (published(profile).includes(id)) return json({ id, status: "PUBLISHED" });
  if (prepared(profile).includes(id)) return json({ id, status: "FINISHED" });
  throw new Refusal(errors.noObject(id));
}

/** `GET /me/threads_publishing_limit`; §7. */
export function limits(play: Play, { profile }: Session): Record<string, unknown> {
  return {
    quota_usage: usage(play, profile),
    config: { quota_total: postsPerDay, quota_duration: 86_400 },
    reply_quota_usage: 0,
    reply_config: { quota_total: 1000, quota_duration: 86_400 },
  };
}
