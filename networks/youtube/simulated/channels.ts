import { bearerOf, openSession, type Session } from "#simulator/google/bearer.ts";
import { OAuthRefusal } from "#simulator/google/errors.ts";
import { json, withHeaders, type Answer, type Call, type Page, type Play } from "#simulator/play.ts";
import { ApiRefusal, apiErrors, apiRefused } from "./errors.ts";
import { readers } from "./scopes.ts";

export const channelPictures = "yt3.ggpht.com";

/** `GET /youtube/v3/channels`: fact sheet §2. */
export function channelsEndpoint(play: Play, call: Call): Answer {
  try {
    return withHeaders(listChannels(play, call), { vary: "Origin, X-Origin, Referer" });
  } catch (refusal) {
    if (!(refusal instanceof ApiRefusal)) throw refusal;
    return apiRefused(refusal);
  }
}

function listChannels(play: Play, call: Call): Answer {
  const session = openSession(play, bearerOf(call), "access");
  const isSaidDead = session instanceof OAuthRefusal || play.fault("token_expired", seenIn(session));
  if (session instanceof OAuthRefusal || isSaidDead) throw apiErrors.token();
  needApp(play, session);
  if (!session.scopes.some((scope) => readers.includes(scope))) throw apiErrors.scope();
  // "id,snippet", or a `part` for each, as Google's own client sends them.
  const parts = call.query
    .getAll("part")
    .flatMap((one) => one.split(","))
    .filter(Boolean);
  if (parts.length === 0 || call.query.get("mine") !== "true") throw apiErrors.noPart();
  const channel = ownChannel(play, session);
  const items = channel && [channelJson(channel, parts)];
  const pageInfo = { totalResults: items ? 1 : 0, resultsPerPage: 5 };
  return json({ kind: "youtube#channelListResponse", etag: "s1mulated", pageInfo, ...(items && { items }) });
}

const seenIn = ({ app, person, token }: Session) => ({ app: app.id, person: person.id, page: token.page ?? undefined });

/** The project: its interface may be off, and its day may be used up (`usage` 100). */
function needApp(play: Play, session: Session): void {
  if (session.app.disabled || play.fault("app_disabled", seenIn(session))) throw apiErrors.off();
  if ((play.state.usage ?? 0) >= 100) throw apiErrors.quota();
}

/** The channel of this consent. Whoever never had one gets an empty list; a deleted one asks to sign up. */
function ownChannel(play: Play, session: Session): Page | undefined {
  const seen = seenIn(session);
  if (session.person.blocked === "policy" || play.fault("policy_blocked", seen)) throw apiErrors.suspended();
  const { page: channel, person } = session;
  if (!channel) return undefined;
  if (channel.deletedAt !== null || play.fault("page_deleted", seen)) throw apiErrors.noChannel();
  if (!channel.members[person.id] || play.fault("role_lost", seen)) throw apiErrors.notMember();
  return channel;
}

function channelJson(channel: Page, parts: readonly string[]): unknown {
  const picture = (size: number) => ({
    url: `https://${channelPictures}/${channel.id}=s${size}.svg`,
    width: size,
    height: size,
  });
  const all: Record<string, unknown> = {
    snippet: {
      title: channel.name,
      description: "",
      customUrl: `@${channel.username.replaceAll(".", "")}`,
      publishedAt: "2020-01-01T00:00:00Z",
      thumbnails: { default: picture(88), medium: picture(240), high: picture(800) },
      country: "DE",
    },
    contentDetails: { relatedPlaylists: { likes: "", uploads: channel.id.replace(/^UC/, "UU") } },
    statistics: { viewCount: "18204", subscriberCount: "412", hiddenSubscriberCount: false, videoCount: "37" },
    status: {
      privacyStatus: "public",
      isLinked: channel.notes.isLinked !== false,
      longUploadsStatus: "allowed",
      madeForKids: false,
    },
  };
  const wanted = Object.entries(all).filter(([name]) => parts.includes(name));
  return { kind: "youtube#channel", etag: "s1mulated", id: channel.id, ...Object.fromEntries(wanted) };
}
