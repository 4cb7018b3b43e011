import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** Runs statements of a file on Flink in this process, and prints the rows of the last one. */
public class FlinkSql {
  public static void main(String[] args) throws Exception {
    TableEnvironment flink = TableEnvironment.create(EnvironmentSettings.inBatchMode());
    String[] statements = Files.readString(Path.of(args[0])).split(";\\s*\\n");
    for (int i = 0; i < statements.length - 1; i++) {
      flink.executeSql(statements[i]);
    }
    try (CloseableIterator<Row> rows =
        flink.executeSql(statements[statements.length - 1]).collect()) {
      while (rows.hasNext()) {
        System.out.println("row " + rows.next());
      }
    }
  }
}
