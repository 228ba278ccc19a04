import { z } from "zod";

/**
 * A channel as `channels.list` gives it with `part=id,snippet,status`. Sources: YouTube Data API channels, types in Google's own
 * package; read 2026-11-22, see NOTES.md. A member that is absent or of another type is "not told".
 */
const text = z.string().min(1);
const maybeText = text.optional().catch(undefined);
const thumbnail = z.object({ url: text }).optional().catch(undefined);
const channel = z.object({
  id: text,
  snippet: z
    .object({
      title: text,
      customUrl: maybeText,
      thumbnails: z.object({ default: thumbnail, medium: thumbnail }).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  status: z.object({ isLinked: z.boolean().optional() }).optional().catch(undefined),
});
export type Channel = z.output<typeof channel>;

/** No `items` at all: the account has no channel. */
export const channelList = z.object({ kind: text, items: z.array(channel).optional() });
