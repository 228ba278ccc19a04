import { graphOf } from "#simulator/meta/graph.ts";
import { Refusal } from "#simulator/meta/errors.ts";
import { param, tokenOf } from "#simulator/meta/request.ts";
import { json, type Answer, type Call, type Play } from "#simulator/play.ts";
import { debugToken } from "./debug-token.ts";
import { errors, threadsError } from "./errors.ts";
import { answerAccessToken, exchange, refresh } from "./oauth.ts";
import { appScopedId, mediaId } from "./profiles.ts";
import { create, limits, publish, statusOf } from "./publishing.ts";
import { basic } from "./scopes.ts";
import { need, openSession, type Session } from "./session.ts";

/** Answers graph.threads.net. */
export const answerGraph = graphOf({ route, refuse: threadsError });

function route(play: Play, call: Call, [first = "", edge = "", ...rest]: string[]): Answer {
  if (first === "oauth" && edge === "access_token") return answerAccessToken(play, call);
  if (first === "access_token") return exchange(play, call);
  if (first === "refresh_access_token") return refresh(play, call);
  if (first === "debug_token") return debugToken(play, call);
  const session = openSession(play, tokenOf(call));
  need(play, session, basic);
  if (rest.length > 0) throw new Refusal(errors.noObject(first));
  if (edge === "" && first === mediaId(session.profile)) return json({ id: first, media_type: "TEXT_POST" });
  if (edge === "" && first.startsWith("container")) return statusOf(session, first);
  if (first !== "me" && first !== appScopedId(session.app, session.profile)) throw new Refusal(errors.noObject(first));
  return edge === "" ? json(fieldsOf(call, session)) : edgeOf(play, call, session, edge);
}

const noReplies = { data: [], paging: { cursors: {} } };

function edgeOf(play: Play, call: Call, session: Session, edge: string): Answer {
  switch (edge) {
    case "threads":
      if (call.method === "POST") return create(play, call, session);
      return json({ data: [{ id: mediaId(session.profile) }], paging: { cursors: { before: "a", after: "b" } } });
    case "threads_publish":
      return publish(play, call, session);
    case "threads_publishing_limit":
      need(play, session, "threads_content_publish");
      return json({ data: [limits(play, session)] });
    case "replies":
      need(play, session, "threads_read_replies");
      return json(noReplies);
    case "mentions":
      need(play, session, "threads_manage_mentions");
      return json(noReplies);
    case "threads_insights":
      need(play, session, "threads_manage_insights");
      return json({ data: [{ name: param(call, "metric") ?? "likes", period: "day", total_value: { value: 12 } }] });
    default:
      throw new Refusal(errors.noField(edge));
  }
}

function fieldsOf(call: Call, { app, profile }: Session): Record<string, unknown> {
  const all: Record<string, unknown> = {
    id: appScopedId(app, profile),
    username: profile.username,
    name: profile.name,
    threads_profile_picture_url: `https://${pictureHost}/${profile.id}.svg`,
    threads_biography: "Coffee, from green to cup.",
    is_verified: false,
  };
  const asked = (param(call, "fields") ?? "id").split(",").map((name) => name.trim());
  const unknown = asked.find((name) => !Object.hasOwn(all, name));
  if (unknown !== undefined) throw new Refusal(errors.noField(unknown));
  return Object.fromEntries([...new Set([...asked, "id"])].map((name) => [name, all[name]]));
}

/** Where portraits are kept. */
export const pictureHost = "scontent-th1-1.cdninstagram.com";
