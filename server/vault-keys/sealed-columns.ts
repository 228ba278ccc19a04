import { sealedAccessTokens } from "../store/accesses.ts";
import { sealedClientSecrets } from "../store/apps.ts";
import { sealedGrantTokens } from "../store/grant-writes.ts";
import type { SealedColumn } from "../store/sealed.ts";

/** Everything that is kept sealed for long, and so is sealed anew after a rotation. Flows are over within the hour and are left to end. */
export const sealedColumns: readonly SealedColumn[] = [sealedGrantTokens, sealedAccessTokens, sealedClientSecrets];
