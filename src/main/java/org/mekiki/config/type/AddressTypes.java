package org.mekiki.config.type;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mekiki.text.AsciiAddress;

/** Settings that are addresses. What {@link URI} or {@link Path} can't read is not valid. */
public final class AddressTypes {
  private static final int MAX_PORT = 65_535;

  private AddressTypes() {}

  private record Type<T>(String legal, Function<String, T> parser) implements ValueType<T> {
    @Override
    public T parse(String text) {
      return parser.apply(text);
    }
  }

  /** One address; no text is none. */
  public static ValueType<Optional<URI>> address(String legal, String form) {
    Pattern pattern = Pattern.compile(form);
    return new Type<>(
        legal, text -> text.isEmpty() ? Optional.empty() : Optional.of(parse(text, pattern)));
  }

  /** Addresses between commas; no text is none. */
  public static ValueType<List<URI>> addresses(String legal, String form) {
    Pattern pattern = Pattern.compile(form);
    return new Type<>(
        legal,
        text ->
            text.isEmpty()
                ? List.of()
                : Stream.of(text.split(",", -1))
                    .map(each -> parse(each.strip(), pattern))
                    .toList());
  }

  private static URI parse(String text, Pattern form) {
    URI address = URI.create(AsciiAddress.of(text));
    boolean valid =
        form.matcher(text).matches()
            && ("file".equals(address.getScheme())
                ? Path.of(address).isAbsolute()
                : hasHost(address));
    if (!valid) {
      throw new IllegalArgumentException('"' + text + "\" is not valid");
    }
    return address;
  }

  /** One that {@link URI} makes out: a name with an underscore, say, can't be called. */
  private static boolean hasHost(URI address) {
    return address.getHost() != null && address.getPort() <= MAX_PORT;
  }
}
