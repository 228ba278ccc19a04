import { json, lettersFrom, type Answer, type Play } from "../play.ts";

/** What one of Meta's graphs says when it says no. */
export interface MetaError {
  message: string;
  code: number;
  subcode?: number;
  type?: string;
  /** HTTP status; 400 when left out. */
  status?: number;
  transient?: boolean;
  title?: string;
  /** Extra facts, such as the address of a security check. */
  data?: Record<string, unknown>;
}

/** Ends a call with an error. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly error: MetaError;
  constructor(error: MetaError) {
    super(error.message);
    this.error = error;
  }
}

/** The id by which Meta finds a call again. */
export const traceId = (play: Play): string => `A${lettersFrom(play.secret(16), 22)}`;

/** The envelope of graph.instagram.com and graph.threads.net; `type` where the error names none. */
export const errorAnswer = (play: Play, error: MetaError, type: string): Answer =>
  json(
    {
      error: {
        message: error.message,
        type: error.type ?? type,
        code: error.code,
        ...(error.subcode && { error_subcode: error.subcode }),
        is_transient: error.transient ?? false,
        ...(error.title && { error_user_title: error.title }),
        fbtrace_id: traceId(play),
      },
    },
    error.status ?? 400,
  );

/** The flat envelope of the addresses where codes become tokens. */
export const codeError = (message: string): Answer =>
  json({ error_type: "OAuthException", code: 400, error_message: message }, 400);
