import com.basho.riak.client.api.RiakClient;
import com.basho.riak.client.api.cap.Quorum;
import com.basho.riak.client.api.commands.buckets.*;
import com.basho.riak.client.api.commands.datatypes.*;
import com.basho.riak.client.api.commands.indexes.*;
import com.basho.riak.client.api.commands.kv.*;
import com.basho.riak.client.core.*;
import com.basho.riak.client.core.query.*;
import com.basho.riak.client.core.query.crdt.types.*;
import com.basho.riak.client.core.query.indexes.*;
import com.basho.riak.client.core.operations.FetchBucketPropsOperation;
import com.basho.riak.client.core.util.BinaryValue;
import java.io.*;
import java.security.KeyStore;
import java.security.cert.*;
import java.util.*;

/** Runs operations of the official client: PORT, or PORT USER PASSWORD CERTIFICATE-FILE. Prints a line for each that held. */
public class RiakCheck {
  static void check(String name, boolean holds) {
    if (!holds) throw new AssertionError(name);
    System.out.println("ok " + name);
  }

  public static void main(String[] args) throws Exception {
    RiakNode.Builder builder = new RiakNode.Builder().withRemoteAddress("127.0.0.1").withRemotePort(Integer.parseInt(args[0]));
    if (args.length > 1) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      try (InputStream file = new FileInputStream(args[3])) {
        trusted.setCertificateEntry("riak", CertificateFactory.getInstance("X.509").generateCertificate(file));
      }
      builder.withAuth(args[1], args[2], trusted);
    }
    RiakCluster cluster = RiakCluster.builder(builder.build()).withExecutionAttempts(1).build();
    cluster.start();
    RiakClient riak = new RiakClient(cluster);
    try {
      objects(riak);
      if (args.length == 1) {
        siblings(riak);
        indexes(riak);
        dataTypes(riak);
        lists(riak);
        properties(riak);
      }
    } finally {
      riak.shutdown().get();
    }
    System.exit(0);
  }

  static Location at(String type, String bucket, String key) {
    return new Location(new Namespace(type, bucket), key);
  }

  static void store(RiakClient riak, Location location, String value) throws Exception {
    RiakObject object = new RiakObject().setContentType("text/plain").setValue(BinaryValue.create(value));
    riak.execute(new StoreValue.Builder(object).withLocation(location).withOption(StoreValue.Option.W, Quorum.oneQuorum()).build());
  }

  static void objects(RiakClient riak) throws Exception {
    Location location = at("default", "java", "k");
    store(riak, location, "value");
    FetchValue.Response found = riak.execute(new FetchValue.Builder(location).withOption(FetchValue.Option.R, Quorum.quorumQuorum()).build());
    check("store and fetch", found.getValue(RiakObject.class).getValue().toString().equals("value"));
    riak.execute(new DeleteValue.Builder(location).build());
    check("delete", riak.execute(new FetchValue.Builder(location).build()).isNotFound());
  }

  static void siblings(RiakClient riak) throws Exception {
    Location location = at("multi", "java", "s");
    store(riak, location, "A");
    store(riak, location, "B");
    FetchValue.Response both = riak.execute(new FetchValue.Builder(location).build());
    check("siblings", both.getNumberOfValues() == 2);
    RiakObject one = new RiakObject().setValue(BinaryValue.create("AB")).setVClock(both.getVectorClock());
    StoreValue.Response stored =
        riak.execute(new StoreValue.Builder(one).withLocation(location).withVectorClock(both.getVectorClock()).withOption(StoreValue.Option.RETURN_BODY, true).build());
    check("resolution", stored.getNumberOfValues() == 1 && stored.getValue(RiakObject.class).getValue().toString().equals("AB"));
  }

  static void indexes(RiakClient riak) throws Exception {
    Namespace bucket = new Namespace("default", "java-idx");
    for (long n = 0; n < 5; n++) {
      RiakObject object = new RiakObject().setValue(BinaryValue.create("x"));
      object.getIndexes().getIndex(LongIntIndex.named("n")).add(n);
      object.getIndexes().getIndex(StringBinIndex.named("name")).add("t" + n);
      riak.execute(new StoreValue.Builder(object).withLocation(new Location(bucket, "k" + n)).build());
    }
    IntIndexQuery.Response found = riak.execute(new IntIndexQuery.Builder(bucket, "n", 1L, 3L).withKeyAndIndex(true).build());
    check("index range", found.getEntries().size() == 3 && found.getEntries().get(0).getIndexKey() != null);
    BinIndexQuery.Response page = riak.execute(new BinIndexQuery.Builder(bucket, "name", "t0", "t9").withMaxResults(2).withPaginationSort(true).build());
    check("index page", page.getEntries().size() == 2 && page.hasContinuation());
    BinIndexQuery.Response next = riak.execute(new BinIndexQuery.Builder(bucket, "name", "t0", "t9").withMaxResults(3).withPaginationSort(true).withContinuation(page.getContinuation()).build());
    check("index next page", next.getEntries().size() == 3);
  }

  static void dataTypes(RiakClient riak) throws Exception {
    Location counter = at("counters", "java", "c");
    riak.execute(new UpdateCounter.Builder(counter, new CounterUpdate(Long.MAX_VALUE - 1)).build());
    check("counter", riak.execute(new FetchCounter.Builder(counter).build()).getDatatype().view() == Long.MAX_VALUE - 1);

    Location set = at("sets", "java", "s");
    riak.execute(new UpdateSet.Builder(set, new SetUpdate().add("a").add("b")).build());
    FetchSet.Response seen = riak.execute(new FetchSet.Builder(set).build());
    riak.execute(new UpdateSet.Builder(set, new SetUpdate().remove("a")).withContext(seen.getContext()).build());
    check("set", riak.execute(new FetchSet.Builder(set).build()).getDatatype().view().equals(Collections.singleton(BinaryValue.create("b"))));

    Location map = at("maps", "java", "m");
    MapUpdate address = new MapUpdate().update("city", new RegisterUpdate("London"));
    MapUpdate update =
        new MapUpdate().update("name", new RegisterUpdate("Ada")).update("visits", new CounterUpdate(2)).update("admin", new FlagUpdate(true)).update("tags", new SetUpdate().add("x")).update("address", address);
    riak.execute(new UpdateMap.Builder(map, update).build());
    FetchMap.Response fetched = riak.execute(new FetchMap.Builder(map).build());
    RiakMap value = fetched.getDatatype();
    check("map", value.getRegister("name").view().toString().equals("Ada") && value.getCounter("visits").view() == 2 && value.getFlag("admin").view());
    check("nested map", value.getMap("address").getRegister("city").view().toString().equals("London"));
    riak.execute(new UpdateMap.Builder(map, new MapUpdate().removeRegister("name")).withContext(fetched.getContext()).build());
    check("map field removed", riak.execute(new FetchMap.Builder(map).build()).getDatatype().getRegister("name") == null);
  }

  static void lists(RiakClient riak) throws Exception {
    int keys = 0;
    for (Location ignored : riak.execute(new ListKeys.Builder(new Namespace("default", "java-idx")).build())) keys++;
    check("list keys", keys == 5);
    Set<String> buckets = new HashSet<>();
    Iterator<Namespace> names = riak.execute(new ListBuckets.Builder("default").build()).iterator();
    while (names.hasNext()) buckets.add(names.next().getBucketNameAsString());
    check("list buckets", buckets.contains("java-idx"));
  }

  static void properties(RiakClient riak) throws Exception {
    Namespace bucket = new Namespace("default", "java-props");
    riak.execute(new StoreBucketProperties.Builder(bucket).withNVal(2).withAllowMulti(true).build());
    FetchBucketPropsOperation.Response found = riak.execute(new FetchBucketProperties.Builder(bucket).build());
    check("bucket properties", found.getBucketProperties().getNVal() == 2 && found.getBucketProperties().getAllowMulti());
  }
}
