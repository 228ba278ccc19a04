import { TextInput } from "@mantine/core";
import { useState } from "react";
import { FormError } from "./form-error.tsx";

/** One code that an app, or a sheet of backup codes, shows now; the buttons are the caller's. */
export function CodeForm(props: {
  label: string;
  /** Backup codes have letters. */
  letters?: boolean;
  focused?: boolean;
  className: string | undefined;
  error: Error | null;
  onCode: (code: string) => void;
  before?: React.ReactNode;
  children: React.ReactNode;
}) {
  const { label, letters = false, focused = false, className, error, onCode, before, children } = props;
  const [code, setCode] = useState("");
  return (
    <form
      className={className}
      onSubmit={(event) => {
        event.preventDefault();
        onCode(code.trim());
      }}
    >
      {before}
      <TextInput
        label={label}
        inputMode={letters ? "text" : "numeric"}
        autoComplete="one-time-code"
        required
        autoFocus={focused}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <FormError of={error} />
      {children}
    </form>
  );
}
