#include "CPacketCrypt.h"
