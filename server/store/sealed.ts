import type { Queryable } from "../db/database.ts";

/** A column of texts that are kept sealed for long. The file that writes the table declares it. */
export interface SealedColumn {
  readonly table: "grant" | "access" | "app";
  readonly column: string;
  /** The column whose value each text is bound to. */
  readonly boundBy: "id" | "network";
  readonly binding: (boundBy: string) => string;
  /** False: the text was changed meanwhile, by whoever sealed something newer. */
  replace(db: Queryable, row: SealedRow, fresh: string): Promise<boolean>;
}

export interface SealedRow {
  readonly id: string;
  readonly boundBy: string;
  readonly sealed: string;
}
