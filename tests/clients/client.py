"""A client of Kafka that does what a plan on its standard input says, by librdkafka (confluent-kafka) or aiokafka.

  python client.py librdkafka|aiokafka write|read < plan.json

Writing: {"brokers", "settings", "topic", "batches": [{"codec", "transaction", "events": [{"key", "value", "headers",
"partition", "timestamp"}]}]}, keys and values in base64 or null. It prints a line of [partition, offset] for each event, and
"open" when a transaction is left open; it then waits until its input says "commit".
Reading: {"brokers", "settings", "topic", "count"}; it prints the events of committed transactions in the same form.
"""
import asyncio, base64, json, sys


def to_bytes(text):
    return None if text is None else base64.b64decode(text)


def to_text(data):
    return None if data is None else base64.b64encode(data).decode()


def headers_of(event):
    return [(name, to_bytes(value)) for name, value in event.get("headers", [])]


def say(*parts):
    print(json.dumps(parts if len(parts) > 1 else parts[0]), flush=True)


def wait_for_commit():
    say("open")
    sys.stdin.readline()


def write_with_librdkafka(plan):
    from confluent_kafka import Producer

    for number, batch in enumerate(plan["batches"]):
        ending = batch.get("transaction")
        own = {"transactional.id": f"librdkafka-{plan['topic']}-{number}"} if ending else {}
        producer = Producer(
            {
                **{"bootstrap.servers": plan["brokers"], "enable.idempotence": True, "compression.codec": batch["codec"]},
                # All events of a batch are in one batch of the protocol, so that they are really compressed.
                **{"linger.ms": 300, "batch.size": 1_000_000, "partitioner": "murmur2_random"},
                **plan.get("settings", {}),
                **own,
            }
        )
        if ending:
            producer.init_transactions(30)
            producer.begin_transaction()
        places = [None] * len(batch["events"])

        def told(index):
            def done(error, message):
                if error:
                    raise RuntimeError(str(error))
                places[index] = [message.partition(), message.offset()]

            return done

        for index, event in enumerate(batch["events"]):
            where = {} if event.get("partition") is None else {"partition": event["partition"]}
            when = {} if event.get("timestamp") is None else {"timestamp": event["timestamp"]}
            producer.produce(
                plan["topic"],
                **{"key": to_bytes(event.get("key")), "value": to_bytes(event.get("value"))},
                **{"headers": headers_of(event), "on_delivery": told(index), **where, **when},
            )
        producer.flush(30)
        for place in places:
            say(*place)
        if ending == "commit":
            producer.commit_transaction(30)
        if ending == "abort":
            producer.abort_transaction(30)
        if ending == "open":
            wait_for_commit()
            producer.commit_transaction(30)


def read_with_librdkafka(plan):
    from confluent_kafka import Consumer

    group = {"group.id": f"librdkafka-{plan['topic']}", "auto.offset.reset": "earliest", "enable.auto.commit": False}
    consumer = Consumer({"bootstrap.servers": plan["brokers"], **group, **plan.get("settings", {})})
    consumer.subscribe([plan["topic"]])
    for _ in range(plan["count"]):
        message = None
        while message is None:
            message = consumer.poll(1)
        if message.error():
            raise RuntimeError(str(message.error()))
        headers = [[name, to_text(value)] for name, value in message.headers() or []]
        read = {"partition": message.partition(), "offset": message.offset(), "key": to_text(message.key())}
        say({**read, "value": to_text(message.value()), "headers": headers, "timestamp": message.timestamp()[1]})
    consumer.close()


async def write_with_aiokafka(plan):
    from aiokafka import AIOKafkaProducer

    for number, batch in enumerate(plan["batches"]):
        ending = batch.get("transaction")
        own = {"transactional_id": f"aiokafka-{plan['topic']}-{number}"} if ending else {}
        codec = None if batch["codec"] == "none" else batch["codec"]
        producer = AIOKafkaProducer(
            **{"bootstrap_servers": plan["brokers"], "enable_idempotence": True, "compression_type": codec},
            **{"linger_ms": 300, "max_batch_size": 1_000_000, "max_request_size": 1_000_000, **own},
        )
        await producer.start()
        if ending:
            await producer.begin_transaction()
        sent = []
        for event in batch["events"]:
            sent.append(
                await producer.send(
                    plan["topic"],
                    **{"key": to_bytes(event.get("key")), "value": to_bytes(event.get("value"))},
                    **{"headers": headers_of(event), "partition": event.get("partition")},
                    timestamp_ms=event.get("timestamp"),
                )
            )
        await producer.flush()
        for one in sent:
            place = await one
            say(place.partition, place.offset)
        if ending == "commit":
            await producer.commit_transaction()
        if ending == "abort":
            await producer.abort_transaction()
        if ending == "open":
            await asyncio.to_thread(wait_for_commit)
            await producer.commit_transaction()
        await producer.stop()


async def read_with_aiokafka(plan):
    from aiokafka import AIOKafkaConsumer

    how = {"auto_offset_reset": "earliest", "isolation_level": "read_committed", "enable_auto_commit": False}
    consumer = AIOKafkaConsumer(plan["topic"], bootstrap_servers=plan["brokers"], group_id=f"aiokafka-{plan['topic']}", **how)
    await consumer.start()
    for _ in range(plan["count"]):
        message = await consumer.getone()
        headers = [[name, to_text(value)] for name, value in message.headers]
        read = {"partition": message.partition, "offset": message.offset, "key": to_text(message.key)}
        say({**read, "value": to_text(message.value), "headers": headers, "timestamp": message.timestamp})
    await consumer.stop()


library, action = sys.argv[1:3]
plan = json.loads(sys.stdin.readline())
if library == "librdkafka":
    (write_with_librdkafka if action == "write" else read_with_librdkafka)(plan)
else:
    asyncio.run((write_with_aiokafka if action == "write" else read_with_aiokafka)(plan))
