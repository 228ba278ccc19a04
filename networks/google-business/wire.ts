import { z } from "zod";

/**
 * JSON of the Business Profile APIs as sent; Google's spelling stops here. Sources: types in Google's own packages, read 2026-11-22,
 * see NOTES.md. A member that is absent or of another type is "not told".
 */
const text = z.string().min(1);
const maybeText = text.optional().catch(undefined);
const maybeFlag = z.boolean().optional().catch(undefined);

/** A list whose odd entries are left out; no member at all = empty. */
const listOf = <T extends z.ZodType>(entry: T) =>
  z
    .array(z.unknown())
    .optional()
    .transform((all) =>
      (all ?? []).flatMap((one) => {
        const read = entry.safeParse(one);
        return read.success ? [read.data] : [];
      }),
    );

const account = z.object({ name: z.string().startsWith("accounts/"), type: maybeText, role: maybeText });
export type Account = z.output<typeof account>;
export const accountList = z.object({ accounts: listOf(account), nextPageToken: maybeText });

export const location = z.object({
  name: z.string().startsWith("locations/"),
  title: maybeText,
  storefrontAddress: z
    .object({ addressLines: z.array(text).optional().catch(undefined), postalCode: maybeText, locality: maybeText })
    .optional()
    .catch(undefined),
  metadata: z
    .object({
      mapsUri: maybeText,
      hasVoiceOfMerchant: maybeFlag,
      canOperateLocalPost: maybeFlag,
      duplicateLocation: maybeText,
    })
    .optional()
    .catch(undefined),
});
export type Location = z.output<typeof location>;
export const locationList = z.object({ locations: listOf(location), nextPageToken: maybeText });

const admin = z.object({ name: maybeText, account: maybeText, role: maybeText, pendingInvitation: maybeFlag });
export const adminList = z.object({ admins: listOf(admin) });

/** What `google.rpc.ErrorInfo` says of a quota; values are texts, numbers too. */
const info = z.object({ metadata: z.object({ quota_limit_value: maybeText }).optional().catch(undefined) });
export const quotaDetails = z.object({ error: z.object({ details: listOf(info), status: maybeText }) });
