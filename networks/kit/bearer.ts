import { z } from "zod";

/** `token_type` of a token answer. One that is absent is taken for a bearer token, as all of them are: the token is spent for otherwise. */
export const bearer = z
  .string()
  .regex(/^bearer$/i)
  .nullish();
