import tls from "node:tls";

/**
 * Lets this process trust an authority of its own beside those that Node knows. It holds for whatever connects afterwards:
 * pg takes an authority only as a file, and connections are made at many places from the address alone.
 */
export function trustAuthority(pem: string | undefined): void {
  if (pem === undefined) return;
  const known = tls.getCACertificates("default");
  const given = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  tls.setDefaultCACertificates([...new Set([...known, ...given])]);
}
