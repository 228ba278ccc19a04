import { graphOf } from "#simulator/meta/graph.ts";
import { Refusal } from "#simulator/meta/errors.ts";
import { param, tokenOf } from "#simulator/meta/request.ts";
import { json, type Answer, type Call, type Play } from "#simulator/play.ts";
import { accountId, appScopedId, isProfessional, kindOf, mediaId } from "./accounts.ts";
import { need, needFreedom, openSession, type Session } from "./bearer.ts";
import { errors, graphError } from "./errors.ts";
import { exchange, refresh } from "./oauth.ts";
import { basic } from "./permissions.ts";

/** Answers graph.instagram.com. */
export const answerGraph = graphOf({ route, refuse: graphError });

function route(play: Play, call: Call, [first = "", edge = "", ...rest]: string[]): Answer {
  if (first === "access_token") return exchange(play, call);
  if (first === "refresh_access_token") return refresh(play, call);
  const session = openSession(play, tokenOf(call));
  if (!isProfessional(session.account)) throw new Refusal(errors.notBusiness);
  need(play, session, basic);
  if (rest.length > 0) throw new Refusal(errors.noObject(first));
  if (first === mediaId(session.account) && edge === "comments") return comments(play, session);
  const own = ["me", accountId(session.account), appScopedId(session.app, session.account)];
  if (!own.includes(first)) throw new Refusal(errors.noObject(first));
  return edge === "" ? json(fieldsOf(call, session)) : edgeOf(play, call, session, edge);
}

function edgeOf(play: Play, call: Call, session: Session, edge: string): Answer {
  switch (edge) {
    case "content_publishing_limit":
      need(play, session, "instagram_business_content_publish");
      needFreedom(play, session);
      return json({ data: [{ quota_usage: 2, config: { quota_total: 100, quota_duration: 86_400 } }] });
    case "media":
      return json({ data: [{ id: mediaId(session.account) }], paging: { cursors: { before: "a", after: "b" } } });
    case "insights":
      need(play, session, "instagram_business_manage_insights");
      return json({ data: [{ name: param(call, "metric") ?? "reach", period: "day", values: [] }] });
    case "subscribed_apps":
      need(play, session, "instagram_business_manage_comments");
      return json({ success: true });
    default:
      throw new Refusal(errors.noField(edge));
  }
}

function comments(play: Play, session: Session): Answer {
  need(play, session, "instagram_business_manage_comments");
  return json({ data: [{ timestamp: "2026-11-20T18:10:30+0000", text: "Lovely!", id: "17870000000000001" }] });
}

function fieldsOf(call: Call, { app, account }: Session): Record<string, unknown> {
  const all: Record<string, unknown> = {
    id: appScopedId(app, account),
    user_id: accountId(account),
    username: account.username,
    name: account.name,
    account_type: kindOf(account),
    profile_picture_url: `https://${pictureHost}/${account.id}.svg`,
    followers_count: account.notes.followers_count ?? 128,
    follows_count: 64,
    media_count: 1,
  };
  const asked = (param(call, "fields") ?? "id").split(",").map((name) => name.trim());
  const unknown = asked.find((name) => !Object.hasOwn(all, name));
  if (unknown !== undefined) throw new Refusal(errors.noField(unknown));
  return Object.fromEntries([...new Set([...asked, "id"])].map((name) => [name, all[name]]));
}

/** Where portraits are kept. */
export const pictureHost = "scontent.cdninstagram.com";
