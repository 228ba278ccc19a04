import type { z } from "zod";
import { anyPage } from "../kit/meta-wire.ts";

/** A Page, whichever way it was found; all else that Facebook answers is read by kit/meta-wire.ts, shared with Instagram. */
export const pageEntry = anyPage;
export type PageEntry = z.infer<typeof pageEntry>;
