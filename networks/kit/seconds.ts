import { secondsTold } from "#core/grant.ts";
import { z } from "zod";

/** A lifetime in seconds as networks send it: a number, or its digits as a text. Whatever else stands there is "not told". */
export const seconds = z.unknown().optional().transform(secondsTold);
