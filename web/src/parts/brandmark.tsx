/** The product's mark and name. */
export function Brandmark() {
  return (
    <span className="row" style={{ fontWeight: 640, letterSpacing: "-0.015em", fontSize: 15 }}>
      <svg width="20" height="20" viewBox="0 0 32 32" aria-hidden>
        <rect width="32" height="32" rx="8" fill="#1f7a4d" />
        <path d="M16 7a5.4 5.4 0 0 0-2.7 10.1L12 25h8l-1.3-7.9A5.4 5.4 0 0 0 16 7Z" fill="#fff" />
      </svg>
      Latchkey
    </span>
  );
}
