import { capabilityStates, type CapabilityTable } from "#core/capability.ts";
import { postingGuide, read, userInfoGuide } from "./sources.ts";

/** Scopes of each capability; there are no roles at TikTok: whoever can sign in as the account can grant. */
export const capabilities: CapabilityTable = {
  publish: { scopes: ["user.info.basic", "video.publish"], anyRole: [], source: postingGuide },
  inbox: {
    absent:
      "TikTok tells this kind of connection how many comments a video has, not what they say. Reading and answering them takes TikTok's Accounts API, which is a registration of its own and is not offered here yet.",
  },
  analytics: {
    scopes: ["user.info.basic", "user.info.stats", "video.list"],
    anyRole: [],
    source: `${userInfoGuide}; developers.tiktok.com/doc/tiktok-api-v2-video-list, ${read}`,
  },
};

/** Always granted, whatever is switched off; the fields that identify the account hang on it. */
export const basicScope = "user.info.basic";
/** The user name and the address of the profile. */
export const profileScope = "user.info.profile";

/** Everything a full connection asks for. Not `video.upload`: drafts that somebody finishes in the app are not published. */
export const scopes: readonly string[] = [
  ...new Set([
    basicScope,
    profileScope,
    ...Object.values(capabilities).flatMap((needs) => ("scopes" in needs ? needs.scopes : [])),
  ]),
];

/** Whether any capability can work with these scopes; unknown counts as yes. */
export function isUseful(held: readonly string[] | undefined): boolean {
  const states = Object.values(capabilityStates(capabilities, { scopes: held, roles: undefined }));
  return states.some(({ state }) => state === "ready" || state === "unknown");
}
