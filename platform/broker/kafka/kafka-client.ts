import { type ISocketFactory, Kafka, logLevel } from "kafkajs";
import type { Fetch } from "../../guarded-fetch.ts";
import type { BrokerLog } from "../log.ts";
import { addCodecs } from "./codecs.ts";
import { sessionTimeout } from "./kafka-consumer.ts";
import { type KafkaSecurity, kafkajsSecurity } from "./kafka-security.ts";
import { mendKafkajs } from "./kafkajs-fixes.ts";

export type KafkaOptions = {
  brokers: readonly string[];
  /** Of a Kafka that wants TLS or a sign-in. */
  security?: KafkaSecurity | undefined;
  clientId: string;
  log: BrokerLog;
  /** How connections are made, when not in kafkajs's own way. */
  socketFactory?: ISocketFactory;
  /** How often what fails is tried again. */
  retries?: number;
  /** How tokens are fetched, when not freely. */
  fetch?: Fetch;
  /** How long Kafka may leave a request unanswered; then the connection counts as dead. */
  answerMs?: number;
};

/**
 * Longer than Kafka may take to answer: who wants to know its part of a group's work waits for a leader that has died. Who
 * joins one may wait longer, which kafkajs knows.
 */
const defaultAnswerMs = sessionTimeout + 2000;

export function openKafkaClient({
  brokers,
  security = {},
  log,
  answerMs = defaultAnswerMs,
  clientId,
  socketFactory,
  fetch,
  retries = 8,
}: KafkaOptions): Kafka {
  mendKafkajs();
  addCodecs();
  return new Kafka({
    clientId,
    ...(socketFactory ? { socketFactory } : {}),
    ...kafkajsSecurity(security, fetch),
    brokers: [...brokers],
    connectionTimeout: 3000,
    requestTimeout: answerMs,
    retry: { initialRetryTime: 50, maxRetryTime: 2000, retries },
    // What kafkajs calls an error it mostly retries itself ("coordinator is loading"); what matters reaches us as one.
    logLevel: logLevel.INFO,
    logCreator:
      () =>
      ({ log: details, namespace }) => {
        const { message, logger: _, timestamp: __, ...more } = details;
        log.debug({ kafka: namespace, ...more }, message);
      },
  });
}
