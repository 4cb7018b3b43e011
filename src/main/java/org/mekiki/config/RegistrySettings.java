package org.mekiki.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mekiki.config.choice.SubjectNaming;
import org.mekiki.config.key.ConfigGroup;
import org.mekiki.config.key.ConfigKey;
import org.mekiki.config.key.Values;
import org.mekiki.config.type.Secret;
import org.mekiki.config.type.ValueTypes;

/**
 * The schema registry, for topics in Confluent's wire format.
 *
 * @param urls addresses of its API, tried in turn, without a slash at the end; empty for no
 *     registry
 * @param password of that user; empty: nobody is named
 * @param trustedCertificates PEM; empty: those that Java trusts
 * @param autoRegister whether schemas are registered that aren't there
 * @param subjects how schemas' subjects are called
 */
public record RegistrySettings(
    List<String> urls,
    String user,
    Optional<Secret> password,
    Optional<Path> trustedCertificates,
    boolean autoRegister,
    SubjectNaming subjects) {
  static final ConfigGroup KEYS = new ConfigGroup();

  public static final ConfigKey<String> URL =
      KEYS.key(
          "registry.url",
          ValueTypes.text(
              "an address that begins with http:// or https://, several separated by commas, or"
                  + " nothing",
              "|https?://[^,\\s]+(,https?://[^,\\s]+)*"),
          "",
          "Schema registry that speaks Confluent's API. For Apicurio add /apis/ccompat/v7. Needed"
              + " to write confluent-avro, and to read frames and other records in it.");
  public static final ConfigKey<String> USER =
      KEYS.key(
          "registry.user",
          ValueTypes.text("a name without a colon, or nothing", "[^:]*"),
          "",
          "User of the registry, for basic authentication.");
  public static final ConfigKey<Optional<Secret>> PASSWORD =
      KEYS.key(
          "registry.password",
          ValueTypes.password(),
          "",
          "Password of that user. Not allowed in --set, which others on the machine can read.");
  public static final ConfigKey<Optional<Path>> TRUSTED_CERTIFICATES =
      KEYS.key(
          "registry.trusted-certificates",
          ValueTypes.optionalFile(),
          "",
          "PEM file with the certificates to trust for the registry. Nothing: those that Java"
              + " trusts.");
  public static final ConfigKey<Boolean> AUTO_REGISTER =
      KEYS.key(
          "registry.auto-register",
          ValueTypes.bool(),
          "false",
          "Whether score registers schemas that the registry does not have. Otherwise it ends and"
              + " says which to register.");
  public static final ConfigKey<SubjectNaming> SUBJECTS =
      KEYS.key(
          "registry.subjects",
          ValueTypes.choice(SubjectNaming.class),
          "topic",
          "Subjects of schemas. topic: TOPIC-value; record: the schema's name; topic-record:"
              + " both.");

  public RegistrySettings {
    urls = List.copyOf(urls);
  }

  static RegistrySettings of(Values values) {
    String url = values.get(URL);
    return new RegistrySettings(
        url.isEmpty()
            ? List.of()
            : Arrays.stream(url.split(",", -1)).map(one -> one.replaceAll("/+$", "")).toList(),
        values.get(USER),
        values.get(PASSWORD),
        values.get(TRUSTED_CERTIFICATES),
        values.get(AUTO_REGISTER),
        values.get(SUBJECTS));
  }
}
