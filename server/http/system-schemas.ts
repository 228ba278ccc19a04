import { z } from "zod";
import { text, texts } from "./schemas.ts";

export const health = z.strictObject({
  status: text.describe("`ok`."),
  version: text.describe("Version of Latchkey."),
  roles: texts.describe("What this process does: `web`, `worker`."),
  database: text.describe("`reachable`."),
});
