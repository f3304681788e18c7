package dev.heddle.operator.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Header blocks of SPDY/3.1: compressed as one stream a direction, with a dictionary that the
 * protocol gives (draft 3.1, section 2.6.10.1). Reading and writing are for one thread each.
 */
final class SpdyHeaders implements AutoCloseable {

  /** Most that one block may be when it is inflated. */
  static final int MAX_BYTES = 16 << 10;

  private static final byte[] DICTIONARY = dictionary();

  private final Inflater inflater = new Inflater();
  private final Deflater deflater = new Deflater();

  SpdyHeaders() {
    deflater.setDictionary(DICTIONARY);
  }

  private static byte[] dictionary() {
    try (InputStream stream = SpdyHeaders.class.getResourceAsStream("spdy-dictionary.bin")) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names in lower case. */
  Map<String, String> read(byte[] block, int from, int length) throws IOException {
    DataInputStream plain =
        new DataInputStream(new ByteArrayInputStream(inflate(block, from, length)));
    Map<String, String> headers = new TreeMap<>();
    int count = plain.readInt();
    for (int i = 0; i < count; i++) {
      String name = text(plain).toLowerCase(Locale.ROOT);
      headers.put(name, text(plain));
    }
    return headers;
  }

  private static String text(DataInputStream plain) throws IOException {
    int length = plain.readInt();
    if (length < 0 || length > plain.available()) {
      throw new IOException("a header of " + length + " bytes in a shorter block");
    }
    return new String(plain.readNBytes(length), UTF_8);
  }

  private byte[] inflate(byte[] block, int from, int length) throws IOException {
    inflater.setInput(block, from, length);
    byte[] plain = new byte[MAX_BYTES + 1];
    int size = 0;
    try {
      while (size <= MAX_BYTES) {
        int read = inflater.inflate(plain, size, plain.length - size);
        if (read > 0) {
          size += read;
        } else if (inflater.needsDictionary()) {
          inflater.setDictionary(DICTIONARY);
        } else {
          return Arrays.copyOf(plain, size);
        }
      }
    } catch (DataFormatException | IllegalArgumentException e) {
      throw new IOException("headers that are not compressed as they must be", e);
    }
    throw new IOException("headers of more than " + MAX_BYTES + " bytes");
  }

  byte[] write(Map<String, String> headers) throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(plain);
    data.writeInt(headers.size());
    for (Map.Entry<String, String> header : headers.entrySet()) {
      for (String text : new String[] {header.getKey(), header.getValue()}) {
        byte[] bytes = text.getBytes(UTF_8);
        data.writeInt(bytes.length);
        data.write(bytes);
      }
    }
    deflater.setInput(plain.toByteArray());
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    byte[] buffer = new byte[512];
    int size;
    do {
      size = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
      block.write(buffer, 0, size);
    } while (size == buffer.length);
    return block.toByteArray();
  }

  @Override
  public void close() {
    inflater.end();
    deflater.end();
  }
}
