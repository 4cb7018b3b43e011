package org.mekiki.padim;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mekiki.padim.looks.Looks;
import org.mekiki.padim.looks.TaughtLooks;
import org.mekiki.padim.map.CommonDistance;
import org.mekiki.padim.threshold.GoodGroups;
import org.mekiki.padim.threshold.Repetition;

/**
 * What a model's file tells of its good images, each only where the model has it: the common
 * distance, groups, and looks. The file's format says which of them follow.
 */
record GoodImagesPart(CommonDistance common, GoodGroups groups, TaughtLooks looks) {
  /** Formats of models with groups of good images are higher by this. */
  private static final int GROUPED = 2;

  /** Of models whose groups have a reach. */
  private static final int REACHING = 4;

  /** Of models whose maps are without a share of the common distance. */
  private static final int LESS_COMMON = 6;

  /** Of models that know what good images look like as a whole. */
  private static final int LOOKING = 12;

  /** Highest of {@link #format}, with factors in float32. */
  static final int MOST = REACHING + LESS_COMMON + LOOKING;

  /** How much higher the format of this model is than that of one which has none of it. */
  static int format(PadimModel model) {
    int groups = !model.groups().exist() ? 0 : model.groups().reach() ? REACHING : GROUPED;
    int common = model.common().share() > 0 ? LESS_COMMON : 0;
    int looks = model.looks().frames() > 0 ? LOOKING : 0;
    return groups + common + looks;
  }

  static void write(PadimModel model, DataOutputStream out) throws IOException {
    if (model.common().share() > 0) {
      out.writeDouble(model.common().share());
      out.writeDouble(model.common().usual());
    }
    if (model.groups().exist()) {
      writeGroups(model.groups(), out);
    }
    if (model.looks().frames() > 0) {
      out.writeLong(model.looks().frames());
      writeLooks(model.looks().least(), out);
      writeLooks(model.looks().most(), out);
    }
  }

  /**
   * Reads it.
   *
   * @param format of the file, less the lowest; odd with factors in int8
   */
  static GoodImagesPart read(DataInputStream in, int format) throws IOException {
    boolean looking = format >= LOOKING;
    int lower = format - (looking ? LOOKING : 0);
    boolean lessCommon = lower >= LESS_COMMON;
    int groups = lower - (lessCommon ? LESS_COMMON : 0);
    return new GoodImagesPart(
        lessCommon ? new CommonDistance(in.readDouble(), in.readDouble()) : CommonDistance.NONE,
        groups >= GROUPED ? readGroups(in, groups >= REACHING) : GoodGroups.NONE,
        looking ? readLooks(in) : TaughtLooks.NONE);
  }

  private static void writeLooks(Looks looks, DataOutputStream out) throws IOException {
    out.writeDouble(looks.brightness());
    out.writeDouble(looks.contrast());
    out.writeDouble(looks.sharpness());
  }

  private static TaughtLooks readLooks(DataInputStream in) throws IOException {
    return new TaughtLooks(
        in.readLong(),
        new Looks(in.readDouble(), in.readDouble(), in.readDouble()),
        new Looks(in.readDouble(), in.readDouble(), in.readDouble()));
  }

  private static void writeGroups(GoodGroups groups, DataOutputStream out) throws IOException {
    out.writeInt(groups.groups().size());
    for (GoodGroups.Group group : groups.groups()) {
      out.writeInt(group.frames());
      out.writeDouble(group.factor());
      for (float value : group.centre()) {
        out.writeFloat(value);
      }
      if (groups.reach()) {
        out.writeDouble(group.reach());
      }
    }
  }

  private static GoodGroups readGroups(DataInputStream in, boolean reach) throws IOException {
    List<GoodGroups.Group> groups = new ArrayList<>();
    int count = in.readInt();
    for (int group = 0; group < count; group++) {
      int frames = in.readInt();
      double factor = in.readDouble();
      List<Float> centre = new ArrayList<>();
      for (int d = 0; d < Repetition.LENGTH; d++) {
        centre.add(in.readFloat());
      }
      double limit = reach ? in.readDouble() : GoodGroups.ANY_DISTANCE;
      groups.add(new GoodGroups.Group(frames, factor, centre, limit));
    }
    return new GoodGroups(groups);
  }
}
