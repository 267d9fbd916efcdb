/** Mail as nodes see it: what they send and what comes of it. The client itself is platform/mail/mailer.ts. */

export type MailAddress = { name: string; address: string };

export type MailToSend = {
  /** `<…@…>`, the same in each attempt. */
  messageId: string;
  from: MailAddress;
  to: readonly MailAddress[];
  cc: readonly MailAddress[];
  bcc: readonly MailAddress[];
  replyTo: readonly MailAddress[];
  subject: string;
  text: string;
  html?: string;
  attachments: readonly { name: string; mime: string; data: Uint8Array }[];
};

/** `refused` are recipients whom the server did not take while it took others. */
export type SentMail = {
  messageId: string;
  accepted: string[];
  refused: { address: string; reason: string }[];
};
