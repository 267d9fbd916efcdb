# A Kafka broker from Maven Central for the scripts that need one: start_kafka in the folder at hand, stop_kafka at exit.
# Java 17 or later and Maven have to be there. The first start downloads some 40 MB into Maven's own cache.

start_kafka() {
  local kafka_version=4.1.1 broker controller
  broker=$(free_port)
  controller=$(free_port)
  mkdir kafka
  cat >kafka/pom.xml <<XML
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$kafka_version</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>2.24.3</version></dependency>
  </dependencies>
</project>
XML
  mvn -B -q -f kafka/pom.xml dependency:copy-dependencies -DoutputDirectory="$PWD/kafka/libs" >kafka/maven.log 2>&1 ||
    { cat kafka/maven.log && return 1; }
  cat >kafka/server.properties <<CONFIG
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=PLAINTEXT://127.0.0.1:$broker,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://127.0.0.1:$broker
controller.listener.names=CONTROLLER
log.dirs=$PWD/kafka/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
group.initial.rebalance.delay.ms=0
CONFIG
  java -cp 'kafka/libs/*' kafka.tools.StorageTool format -t 4L6g3nShT-eMCtK--X86sw -c kafka/server.properties >kafka/format.log
  java -Xmx512m -XX:+UseSerialGC -cp 'kafka/libs/*' kafka.Kafka kafka/server.properties >kafka/broker.log 2>&1 &
  kafka_pid=$!
  export KAFKA=127.0.0.1:$broker
  for _ in $(seq 300); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$broker") 2>/dev/null; then
      echo "Kafka $kafka_version"
      return
    fi
    sleep 0.2
  done
  cat kafka/broker.log
  return 1
}

stop_kafka() {
  [ -z "${kafka_pid:-}" ] || kill "$kafka_pid" 2>/dev/null || true
  wait
}

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}
