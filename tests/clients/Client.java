import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.*;

/** Kafka's own clients, which do what plans on the standard input say, a line each: the plans of client.py with "action". */
public class Client {
  static final ObjectMapper json = new ObjectMapper();
  static final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

  public static void main(String[] args) throws Exception {
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      JsonNode plan = json.readTree(line);
      switch (plan.get("action").asText()) {
        case "write" -> write(plan);
        case "read" -> read(plan);
        case "delete" -> delete(plan);
        case "sizes" -> sizes(plan);
        default -> throw new IllegalArgumentException(line);
      }
      say("done");
    }
  }

  static Map<String, Object> settings(JsonNode plan) {
    Map<String, Object> all = new HashMap<>();
    all.put("bootstrap.servers", plan.get("brokers").asText());
    plan.path("settings").fields().forEachRemaining(one -> all.put(one.getKey(), one.getValue().asText()));
    return all;
  }

  static void write(JsonNode plan) throws Exception {
    String topic = plan.get("topic").asText();
    int number = 0;
    for (JsonNode batch : plan.get("batches")) {
      String ending = batch.path("transaction").asText("");
      Map<String, Object> all = settings(plan);
      all.put("compression.type", batch.get("codec").asText());
      all.put("linger.ms", 300);
      all.put("batch.size", 1_000_000);
      all.put("enable.idempotence", true);
      if (!ending.isEmpty()) all.put("transactional.id", "java-" + topic + "-" + number++);
      try (var producer = new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer())) {
        if (!ending.isEmpty()) {
          producer.initTransactions();
          producer.beginTransaction();
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (JsonNode event : batch.get("events")) sent.add(producer.send(recordOf(topic, event)));
        producer.flush();
        for (var one : sent) say(List.of(one.get().partition(), one.get().offset()));
        if (ending.equals("open")) {
          say("open");
          input.readLine();
        }
        if (ending.equals("abort")) producer.abortTransaction();
        else if (!ending.isEmpty()) producer.commitTransaction();
      }
    }
  }

  static ProducerRecord<byte[], byte[]> recordOf(String topic, JsonNode event) {
    Integer partition = event.path("partition").isNumber() ? event.get("partition").asInt() : null;
    Long time = event.path("timestamp").isNumber() ? event.get("timestamp").asLong() : null;
    List<Header> headers = new ArrayList<>();
    for (JsonNode header : event.path("headers"))
      headers.add(new RecordHeader(header.get(0).asText(), bytesOf(header.get(1))));
    return new ProducerRecord<>(topic, partition, time, bytesOf(event.path("key")), bytesOf(event.path("value")), headers);
  }

  static void read(JsonNode plan) throws Exception {
    Map<String, Object> all = settings(plan);
    all.put("group.id", "java-" + plan.get("topic").asText());
    all.put("auto.offset.reset", "earliest");
    all.put("isolation.level", "read_committed");
    try (var consumer = new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(plan.get("topic").asText()));
      for (int count = 0; count < plan.get("count").asInt(); )
        for (var one : consumer.poll(Duration.ofSeconds(1))) {
          count++;
          ObjectNode event = json.createObjectNode();
          event.put("partition", one.partition()).put("offset", one.offset()).put("timestamp", one.timestamp());
          event.put("key", textOf(one.key())).put("value", textOf(one.value()));
          ArrayNode headers = event.putArray("headers");
          for (Header header : one.headers()) headers.addArray().add(header.key()).add(textOf(header.value()));
          say(event);
        }
    }
  }

  /** Deletes the events before an offset, as kafka-delete-records does. */
  static void delete(JsonNode plan) throws Exception {
    try (Admin admin = Admin.create(settings(plan))) {
      Map<TopicPartition, RecordsToDelete> before = new HashMap<>();
      plan.get("before").fields().forEachRemaining(one -> before.put(
          new TopicPartition(plan.get("topic").asText(), Integer.parseInt(one.getKey())),
          RecordsToDelete.beforeOffset(one.getValue().asLong())));
      admin.deleteRecords(before).all().get();
    }
  }

  /** What each partition of a topic takes on the disk, in bytes. */
  static void sizes(JsonNode plan) throws Exception {
    try (Admin admin = Admin.create(settings(plan))) {
      int broker = admin.describeCluster().nodes().get().iterator().next().id();
      Map<String, Long> sizes = new TreeMap<>();
      for (var dir : admin.describeLogDirs(List.of(broker)).allDescriptions().get().get(broker).values())
        dir.replicaInfos().forEach((at, replica) -> {
          if (at.topic().equals(plan.get("topic").asText())) sizes.put(String.valueOf(at.partition()), replica.size());
        });
      say(sizes);
    }
  }

  static byte[] bytesOf(JsonNode text) {
    return text.isTextual() ? Base64.getDecoder().decode(text.asText()) : null;
  }

  static String textOf(byte[] bytes) {
    return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
  }

  static void say(Object value) throws Exception {
    System.out.println(json.writeValueAsString(value));
  }
}
